/** What pages, workers, the application and the tests have in common. */
import type { ManagerOptions, Socket, SocketOptions } from "socket.io-client";

/** A name, and details that JSON can say. */
export type Note = readonly [name: string, ...details: unknown[]];

export type ClientModule = typeof import("socket.io-client");
export type ClientOptions = Partial<ManagerOptions & SocketOptions>;

/** A socket whose events are noted: `connect`, `disconnect`, `connect_error`, `heard <event>`, `reconnect_attempt`, … */
export interface Visitor {
  readonly socket: Socket;
  readonly notes: {
    readonly all: readonly Note[];
    of(name: string): readonly Note[];
    add(name: string, ...details: unknown[]): void;
  };
  /** What the `count`th note of that name says, as soon as it is there. */
  until<Details extends unknown[] = unknown[]>(name: string, count?: number): Promise<Details>;
  /** Emits, and resolves with the answer. */
  ask<Answer = unknown>(event: string, ...details: unknown[]): Promise<Answer>;
}

/** What the application answers to `handshake`. */
export interface SeenHandshake {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly auth: unknown;
  readonly transport: string;
}

/** What a function that runs in a page gets. It must not refer to anything else that is not in the page. */
export interface Kit {
  readonly io: ClientModule["io"];
  /** All that the bundle gives: as the bundles in UMD form have `io` only, it is `io` and its properties there. */
  readonly client: ClientModule;
  /** Those that were opened in this page, oldest first. */
  readonly visitors: readonly Visitor[];
  visitor(index?: number): Visitor;
  open(options?: ClientOptions, uri?: string): Visitor;
  /** The option for one way of transport: `polling`, `fetch`, `websocket`, or `both` for polling and an upgrade. */
  by(way: string): Pick<ClientOptions, "transports">;
  /** The kinds and bytes of binary data, see `pages/describe.mjs`. */
  describe(value: unknown): Promise<unknown>;
  /** `import()`, which the test runner would replace. */
  load(url: string): Promise<unknown>;
}

/** One application: HTTP pages and a Socket.IO server, in a process of its own. */
export interface ApplicationParameters {
  /** The compiled server. */
  readonly module: string;
  /** The folder with `client-dist` and `package.json` of the client that is served. */
  readonly home: string;
  /** 0, unless one comes back to where it was. */
  readonly port: number;
  /** Those of the server that JSON can say. */
  readonly options: object;
  readonly parser: "default" | "msgpack";
}

export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface ApplicationQuestions {
  /** Listens, and answers with the port. */
  readonly listen: { readonly details: undefined; readonly answer: number };
  readonly pid: { readonly details: undefined; readonly answer: number };
  /** All that was noted: `connection`, `upgrade`, `disconnect`, `said`, `shown`, and each `poll` of a session. */
  readonly notes: { readonly details: undefined; readonly answer: readonly Note[] };
  readonly until: {
    readonly details: { readonly name: string; readonly count?: number };
    readonly answer: readonly unknown[];
  };
  /** The HTTP requests that were answered. */
  readonly requests: { readonly details: undefined; readonly answer: readonly SeenRequest[] };
  /** Emits to a room of the main namespace, or to all. */
  readonly emit: {
    readonly details: {
      readonly room?: string;
      readonly event: string;
      readonly details: readonly unknown[];
    };
    readonly answer: undefined;
  };
  /** Ends every session of the engine below the sockets: a cut that no browser mends by asking again. */
  readonly hangUp: { readonly details: undefined; readonly answer: undefined };
  /** Ends all sockets from the server's side. */
  readonly dismiss: { readonly details: undefined; readonly answer: undefined };
}
