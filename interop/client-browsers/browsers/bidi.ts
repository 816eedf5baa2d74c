import { connect, type Connection } from "@sockeye/websocket/lean";

/** What a browser says in WebDriver BiDi. */
interface Incoming {
  readonly id?: number;
  readonly type: "success" | "error" | "event";
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
  readonly method?: string;
  readonly params?: unknown;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

export type EventListener = (method: string, parameters: unknown) => void;

/** A client of WebDriver BiDi (a W3C draft): commands with answers, and events. */
export class BidiConnection {
  readonly #connection: Connection;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<EventListener>();
  #lastId = 0;

  static async open(url: string): Promise<BidiConnection> {
    return new BidiConnection(await connect(url));
  }

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.handler = {
      onText: (text) => this.#handle(JSON.parse(text) as Incoming),
      onClose: () => this.#fail(new Error("the browser has gone")),
    };
  }

  command<T>(method: string, params: object): Promise<T> {
    return new Promise<unknown>((resolve, reject) => {
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#connection.sendText(JSON.stringify({ id, method, params }));
    }) as Promise<T>;
  }

  /** Hears all events that were subscribed to. Returns the end of that. */
  listen(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#connection.close();
  }

  #handle({ id, type, result, error, message, method, params }: Incoming): void {
    if (type === "event") {
      for (const listener of this.#listeners) listener(method ?? "", params);
      return;
    }
    const waiting = this.#waiting.get(id ?? 0);
    this.#waiting.delete(id ?? 0);
    if (type === "success") waiting?.resolve(result);
    else waiting?.reject(new Error(`${error}: ${message}`));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
