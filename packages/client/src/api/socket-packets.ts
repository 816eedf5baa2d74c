import type { Packet } from "../parser/index.ts";
import type { Listener } from "./catch-all-emitter.ts";

/** What waits for an answer, and may be told that none will come. */
export type Ack = Listener & { _withError?: boolean };

/** What `timeout()`, `volatile` and `compress()` say about the next event. */
export interface Flags {
  compress?: boolean;
  volatile?: boolean;
  timeout?: number;
}

/** What is sent; the namespace is added when it is. */
export type OutgoingPacket = Omit<Packet, "nsp"> & { nsp?: string; options?: { compress: boolean } };

/** What a server sends: its data is a list for events and answers, and an object for the rest. */
export type IncomingPacket = Omit<Packet, "data"> & {
  data?: unknown[] & { sid?: unknown; pid?: string; message?: unknown; data?: unknown };
};

/** What an application is told when a CONNECT packet has no id: servers of version 2 send such. */
export const incompatibleServer =
  "It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client, but they are not compatible (more information here: https://socket.io/docs/v3/migrating-from-2-x-to-3-0/)";

/** Takes the function away with which a list of arguments may end. */
export const popAck = (args: unknown[]): Ack | undefined =>
  typeof args.at(-1) === "function" ? (args.pop() as Ack) : undefined;
