import { Socket } from "engine.io-client";
import connectV3 from "engine.io-client-v3";
import { onTestFinished } from "vitest";
import { createQueue, type Queue } from "../peers/queue.ts";
import type { ClientOptions, ClientSocket } from "./client-api.ts";
import type { MessageData } from "./engine-api.ts";

/** The revision of the protocol that a client speaks. */
export type Protocol = 3 | 4;

export const protocols: readonly Protocol[] = [4, 3];

/** The three ways from the first request to the last message. */
export const modes = {
  polling: ["polling"],
  websocket: ["websocket"],
  "polling, then upgrade": ["polling", "websocket"],
} as const satisfies Record<string, ClientOptions["transports"]>;

export type Mode = keyof typeof modes;

export const modeNames = Object.keys(modes) as Mode[];

/** Each protocol with each mode. */
export const combinations: readonly (readonly [Protocol, Mode])[] = protocols.flatMap((protocol) =>
  modeNames.map((mode) => [protocol, mode] as const),
);

/** Why a session ended, as a client was told. */
export interface SeenClose {
  readonly reason: string;
  readonly description: unknown;
}

/** One of the published clients, with its events as promises and queues. */
export interface TestClient {
  readonly socket: ClientSocket;
  readonly messages: Queue<MessageData | ArrayBuffer>;
  /** Rejects when the client fails before it is open. */
  readonly opened: Promise<void>;
  /** Resolves with the name of the transport once the client has moved to it. */
  readonly upgraded: Promise<string>;
  readonly upgradeFailed: Promise<Error>;
  readonly closed: Promise<SeenClose>;
}

function createSocket(protocol: Protocol, url: string, options: ClientOptions): ClientSocket {
  if (protocol === 3) return connectV3(url, options);
  const { transports, ...others } = options;
  return new Socket(url, transports === undefined ? others : { ...others, transports: [...transports] });
}

/** Connects. Whoever calls this closes the client. */
export function openClient(protocol: Protocol, url: string, options: ClientOptions = {}): TestClient {
  const socket = createSocket(protocol, url, options);
  const messages = createQueue<MessageData | ArrayBuffer>();
  let failure: unknown;
  const opened = new Promise<void>((resolve, reject) => {
    socket.on("open", () => resolve());
    socket.on("error", (error: unknown) => {
      failure = error;
      reject(new Error("the client failed", { cause: error }));
    });
    socket.on("close", (reason: string) => reject(new Error(`the client was closed: ${reason}`)));
  });
  // Not every test waits for it.
  opened.catch(() => undefined);
  const closed = new Promise<SeenClose>((resolve) => {
    socket.on("close", (reason: string, description: unknown) => {
      messages.fail(new Error(`the client was closed: ${reason}`, { cause: failure ?? description }));
      resolve({ reason, description });
    });
  });
  socket.on("message", (data: MessageData | ArrayBuffer) => messages.push(data));
  return {
    socket,
    messages,
    opened,
    closed,
    upgraded: new Promise((resolve) => {
      socket.on("upgrade", (transport: { name: string }) => resolve(transport.name));
    }),
    upgradeFailed: new Promise((resolve) => socket.on("upgradeError", resolve)),
  };
}

/** Connects; the client is closed when the test is over. */
export function connect(protocol: Protocol, url: string, options: ClientOptions = {}): TestClient {
  const client = openClient(protocol, url, options);
  onTestFinished(async () => {
    if (client.socket.readyState === "closed") return;
    client.socket.close();
    await client.closed;
  });
  return client;
}
