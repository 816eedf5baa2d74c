import { Manager, type Socket } from "socket.io-client";
import { onTestFinished } from "vitest";
import { modes, type Mode } from "../engine-clients/test-client.ts";
import { createQueue, type Queue } from "../peers/queue.ts";

export interface ClientOptions {
  readonly url: string;
  readonly mode: Mode;
  readonly namespace?: string;
  readonly path?: string;
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The published client, whose events wait for whom they concern. */
export interface Client {
  /** What came with the next event of this name. */
  take(event: string): Promise<unknown[]>;
  /** Emits, and waits for the acknowledgement. */
  call(event: string, ...parameters: unknown[]): Promise<unknown>;
  /** Answers every event of this name. */
  answer(event: string, answer: unknown): void;
  /** Resolves with the transport, which is the last one of the mode. */
  settle(): Promise<string>;
  readonly socket: Socket;
}

function settle({ engine }: Manager, mode: Mode): Promise<string> {
  const last = modes[mode].at(-1) ?? "polling";
  if (engine.transport.name === last) return Promise.resolve(last);
  return new Promise((resolve) => {
    engine.once("upgrade", () => resolve(engine.transport.name));
  });
}

/** Ends with the test. */
export function connect({ url, mode, namespace = "/", path, auth, headers }: ClientOptions): Client {
  const manager = new Manager(url, {
    transports: [...modes[mode]],
    reconnection: false,
    ...(path === undefined ? {} : { path }),
    ...(headers === undefined ? {} : { extraHeaders: headers }),
  });
  const socket = manager.socket(namespace, auth === undefined ? {} : { auth });
  onTestFinished(() => void socket.disconnect());
  const seen = new Map<string, Queue<unknown[]>>();
  const queueOf = (event: string): Queue<unknown[]> => {
    const queue = seen.get(event) ?? createQueue<unknown[]>();
    seen.set(event, queue);
    return queue;
  };
  socket.onAny((event: string, ...parameters: unknown[]) => queueOf(event).push(parameters));
  socket.on("connect", () => queueOf("connect").push([]));
  socket.on("connect_error", (error) => queueOf("connect_error").push([error]));
  socket.on("disconnect", (reason) => queueOf("disconnect").push([reason]));
  return {
    take: (event) => queueOf(event).take(),
    call: (event, ...parameters) => socket.timeout(10_000).emitWithAck(event, ...parameters),
    answer: (event, answer) => {
      socket.on(event, (...parameters: unknown[]) => {
        const done = parameters.at(-1);
        if (typeof done === "function") (done as (answer: unknown) => void)(answer);
      });
    },
    settle: () => settle(manager, mode),
    socket,
  };
}
