import {
  createDialectV4,
  encodeStreamPacket,
  StreamReader,
  type EnginePacket,
} from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import { VirtualClock } from "@sockeye/testkit";

import type { ServerTransport } from "../../../ports/index.ts";
import { DeadlineQueue } from "../../../runtime/deadline-queue.ts";
import {
  createWebTransportPair,
  type PairOptions,
  type SessionPair,
} from "../../testing/web-transport-pair.ts";
import { acceptWebTransportSession, type WebTransportTransport } from "../index.ts";

/** The most that the transports of these tests accept. */
export const MAX_PAYLOAD = 1_000_000;

function ignore(): void {
  // What became of it is seen at the other end.
}

/** Resolves when the streams in memory, which only ever wait for each other, have come to rest. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
}

/** The bytes of packets, one after the other. */
export function encode(packets: readonly EnginePacket[]): Uint8Array {
  return Buffer.concat(packets.flatMap((packet) => encodeStreamPacket(packet, portableBytes)));
}

/** A client that has opened its stream. */
export interface StreamClient {
  write(bytes: Uint8Array): void;
  /** Ends its half of the stream. */
  finish(): void;
  /** Gives its half of the stream up. */
  abort(): void;
  readonly received: EnginePacket[];
  /** Has the server's half ended? */
  hasEnded: boolean;
  /** Does the server take nothing any more? */
  isRefused: boolean;
}

export async function openStream(pair: SessionPair): Promise<StreamClient> {
  const stream = await pair.client.createBidirectionalStream();
  const writer = stream.writable.getWriter();
  const received: EnginePacket[] = [];
  const client: StreamClient = {
    received,
    hasEnded: false,
    isRefused: false,
    write: (bytes) => void writer.write(bytes).catch(ignore),
    finish: () => void writer.close().catch(ignore),
    abort: () => void writer.abort(new Error("reset")).catch(ignore),
  };
  writer.closed.catch(() => (client.isRefused = true));
  const decoder = new StreamReader(
    { bytes: portableBytes, maxPayload: Infinity },
    {
      onPacket: (packet) => received.push(packet),
      onError: (error) => {
        throw error;
      },
    },
  );
  const reader = stream.readable.getReader();
  const readOn = async (): Promise<void> => {
    for (let result = await reader.read(); !result.done; result = await reader.read())
      decoder.push(result.value);
  };
  readOn()
    .catch(ignore)
    .finally(() => (client.hasEnded = true));
  return client;
}

/** A server that takes in one session, in virtual time. */
export function receive(options: PairOptions = {}): {
  readonly pair: SessionPair;
  readonly clock: VirtualClock;
  readonly deadlines: DeadlineQueue;
  readonly accepted: { readonly transport: WebTransportTransport; readonly sid: string | undefined }[];
  readonly shutDown: () => void;
} {
  const pair = createWebTransportPair(options);
  const clock = new VirtualClock();
  const deadlines = new DeadlineQueue(clock);
  const accepted: { transport: WebTransportTransport; sid: string | undefined }[] = [];
  const shutDown = acceptWebTransportSession(
    pair.server,
    {
      deadlines,
      dialect: createDialectV4(portableBytes),
      bytes: portableBytes,
      upgradeTimeout: 10_000,
      maxPayload: MAX_PAYLOAD,
    },
    (transport, sid) => accepted.push({ transport, sid }),
  );
  return { pair, clock, deadlines, accepted, shutDown };
}

/** Is there nothing left of this transport that could still do something? */
export function isAtRest(transport: ServerTransport, deadlines: DeadlineQueue): boolean {
  return transport.readyState === "closed" && deadlines.size === 0;
}
