/** Values that one side pushes and the other awaits, in order. */
export interface Queue<T> {
  push(value: T): void;
  take(): Promise<T>;
  /** Nothing comes any more: whoever waits, or takes from the empty queue later, gets the error. */
  fail(error: Error): void;
}

interface Taker<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
}

export function createQueue<T>(): Queue<T> {
  const values: T[] = [];
  const takers: Taker<T>[] = [];
  let failure: Error | undefined;
  return {
    push: (value) => {
      const taker = takers.shift();
      if (taker === undefined) values.push(value);
      else taker.resolve(value);
    },
    take: () => {
      if (values.length > 0) return Promise.resolve(values.shift() as T);
      if (failure !== undefined) return Promise.reject(failure);
      return new Promise<T>((resolve, reject) => takers.push({ resolve, reject }));
    },
    fail: (error) => {
      failure ??= error;
      for (const taker of takers.splice(0)) taker.reject(failure);
    },
  };
}
