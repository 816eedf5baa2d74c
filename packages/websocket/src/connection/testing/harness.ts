import { Buffer } from "node:buffer";
import { encodeFrame, FIN } from "../../codec/index.ts";
import { acceptDeflateOffer } from "../../handshake/deflate-negotiation.ts";
import { resolveDeflateOptions, type DeflateOptions } from "../../handshake/deflate-options.ts";
import { parseExtensions } from "../../handshake/extensions.ts";
import type { ConnectionHandler } from "../connection.ts";
import { EstablishedConnection } from "../established-connection.ts";
import type { NegotiatedDeflate } from "../message-deflate.ts";
import { resolveConnectionOptions, type ConnectionOptions } from "../options.ts";
import { FakeSocket } from "./fake-socket.ts";
import { ManualClock } from "./manual-clock.ts";

/** The masking key of every frame that the harness or a client under test sends: 01 02 03 04 on the wire. */
export const MASK = 0x04030201;

export interface Harness {
  readonly connection: EstablishedConnection;
  readonly socket: FakeSocket;
  readonly clock: ManualClock;
  /** What the handler was called with, in order. */
  readonly events: unknown[][];
  /** The peer sends a frame as its role demands. */
  peerSends(opcode: number, payload?: Buffer | string, firstByteFlags?: number): void;
}

export interface HarnessOptions extends ConnectionOptions {
  readonly isServer?: boolean;
  readonly deflate?: true | DeflateOptions;
  readonly offer?: string;
  readonly handler?: ConnectionHandler;
  readonly head?: Buffer;
  readonly isHeld?: boolean;
}

/** A connection over a fake socket, with a clock that stands still, that records what its handler hears. */
export function createHarness(options: HarnessOptions = {}): Harness {
  const { isServer = true, deflate, offer, handler, head, isHeld, ...limits } = options;
  const socket = new FakeSocket();
  const clock = new ManualClock();
  const events: unknown[][] = [];
  const resolved = resolveConnectionOptions(limits, { isServer, clock, mask: () => MASK });
  const connection = new EstablishedConnection({
    socket,
    options: resolved,
    deflate: deflate && negotiate(deflate, offer),
  });
  connection.handler = { ...recorder(events), ...handler };
  connection.start(head ?? Buffer.alloc(0), isHeld);
  return {
    connection,
    socket,
    clock,
    events,
    peerSends(opcode, payload = "", flags = FIN) {
      const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
      socket.receive(encodeFrame(flags | opcode, bytes, isServer ? MASK : undefined));
    },
  };
}

function negotiate(deflate: true | DeflateOptions, offer = "permessage-deflate"): NegotiatedDeflate {
  const options = resolveDeflateOptions(deflate);
  const agreement = acceptDeflateOffer(parseExtensions(offer) ?? [], options);
  if (agreement === undefined) throw new Error("the harness must offer what the options accept");
  return { options, agreement };
}

function recorder(events: unknown[][]): ConnectionHandler {
  return {
    onText: (text) => events.push(["text", text]),
    onTextBytes: (bytes) => events.push(["textBytes", bytes.toString()]),
    onBinary: (data) => events.push(["binary", data.toString("hex")]),
    onPing: (data) => events.push(["ping", data.toString()]),
    onPong: (data) => events.push(["pong", data.toString()]),
    onDrain: () => events.push(["drain"]),
    onError: (error) => events.push(["error", (error as { code?: string }).code ?? error.message]),
    onClose: (code, reason) => events.push(["close", code, reason.toString()]),
  };
}

/** Lets the event loop turn until what is under way has been read, handled and written. */
export async function endOfTurn(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
