/** An XMLHttpRequest that is answered by the test. What is done to it is written down. */
export class FakeXHR {
  static requests: FakeXHR[] = [];
  readonly calls: unknown[][] = [];
  withCredentials: boolean | undefined = false;
  timeout = 0;
  status = 0;
  responseText = "";
  onloadend = (): void => {};
  readonly refused: string;

  constructor(refused = "") {
    this.refused = refused;
    FakeXHR.requests.push(this);
  }

  static get last(): FakeXHR {
    return FakeXHR.requests.at(-1)!;
  }

  open(...args: unknown[]): void {
    this.#call("open", args);
  }

  setRequestHeader(...args: unknown[]): void {
    this.#call("setRequestHeader", args);
  }

  send(...args: unknown[]): void {
    this.#call("send", args);
  }

  abort(): void {
    this.#call("abort", []);
  }

  answer(status: number, responseText: string): void {
    Object.assign(this, { status, responseText });
    this.onloadend();
  }

  #call(name: string, args: unknown[]): void {
    this.calls.push([name, ...args]);
    if (args[0] === this.refused || name === this.refused) throw new Error("refused");
  }
}
