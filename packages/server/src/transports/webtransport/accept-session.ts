import type { Dialect, EnginePacket } from "@sockeye/protocol/engine";
import type { ByteCodec } from "@sockeye/protocol/kernel";
import type { Deadline, Deadlines } from "../../ports/index.ts";
import { PacketPump, type PacketSink } from "./packet-pump.ts";
import { refuseFurtherStreams } from "./refuse-streams.ts";
import {
  closeSession,
  ignore,
  type StreamReaderLike,
  type StreamWriterLike,
  type WebTransportSession,
  type WebTransportStream,
} from "./session.ts";
import { WebTransportTransport } from "./webtransport-transport.ts";

/** How WebTransport sessions are taken in. */
export interface WebTransportOptions {
  readonly deadlines: Deadlines;
  /** Revision 4; there is no other over WebTransport. */
  readonly dialect: Dialect;
  readonly bytes: ByteCodec;
  /** How long, in milliseconds, a session may take to open its stream and send its first packet. */
  readonly upgradeTimeout: number;
  /** The longest packet that is accepted, in bytes. */
  readonly maxPayload: number;
  /**
   * How long, in milliseconds, a peer may take over what was sent to it before the transport was closed.
   *
   * @default 10000
   */
  readonly closeTimeout?: number | undefined;
}

/** What `WebTransportOptions` are when left out. */
const webTransportDefaults = Object.freeze({ closeTimeout: 10_000 });

/**
 * A client has said what it wants.
 *
 * @param transport - to be given an owner, which starts it, or to be closed
 * @param sid - the session that it is to join; `undefined` for a new one
 */
export type OnWebTransport = (transport: WebTransportTransport, sid: string | undefined) => void;

/** An id is 20 characters, or what an application made up; there is no reason to parse anything much longer. */
const MAX_OPEN_DATA = 1_024;

/**
 * Takes in a WebTransport session: waits for its stream and for the first packet, which opens a session or names the
 * one that the client wants to move. Whoever sends anything else, or nothing in time, is closed.
 *
 * @returns closes the session if it has not got so far by then; to be called when the server shuts down
 */
export function acceptWebTransportSession(
  session: WebTransportSession,
  options: WebTransportOptions,
  onTransport: OnWebTransport,
): () => void {
  const reception = new Reception(session, options, onTransport);
  reception.begin();
  return () => {
    reception.giveUp();
  };
}

class Reception implements Deadline, PacketSink {
  queueIndex = -1;
  dueAt = 0;
  readonly #session: WebTransportSession;
  readonly #options: WebTransportOptions;
  readonly #onTransport: OnWebTransport;
  #pump: PacketPump | undefined;
  #writer: StreamWriterLike | undefined;
  #isOver = false;

  constructor(session: WebTransportSession, options: WebTransportOptions, onTransport: OnWebTransport) {
    this.#session = session;
    this.#options = options;
    this.#onTransport = onTransport;
  }

  begin(): void {
    const session = this.#session;
    // First, as it throws when somebody else reads this session already.
    const streams = session.incomingBidirectionalStreams.getReader();
    const { deadlines, upgradeTimeout } = this.#options;
    deadlines.set(this, deadlines.now() + upgradeTimeout);
    const giveUp = (): void => {
      this.giveUp();
    };
    session.ready?.catch(ignore);
    session.closed.then(giveUp, giveUp);
    streams
      .read()
      .then(({ value }) => {
        if (value === undefined) giveUp();
        else if (!this.#isOver) this.#open(value, streams);
      })
      .catch(giveUp);
  }

  giveUp(): void {
    if (this.#isOver) return;
    this.#end();
    this.#pump?.stop();
    closeSession(this.#session);
  }

  onDue(): void {
    this.giveUp();
  }

  onError(): void {
    this.giveUp();
  }

  onEnd(): void {
    this.giveUp();
  }

  onPacket(packet: EnginePacket): void {
    const opening = parseOpening(packet);
    if (opening === undefined) {
      this.giveUp();
      return;
    }
    this.#end();
    const { bytes, deadlines, dialect, closeTimeout = webTransportDefaults.closeTimeout } = this.#options;
    const pump = this.#pump!;
    pump.hold();
    const parts = {
      session: this.#session,
      writer: this.#writer!,
      pump,
      bytes,
      deadlines,
      dialect,
      closeTimeout,
    };
    this.#handOn(new WebTransportTransport(parts), opening.sid);
  }

  #handOn(transport: WebTransportTransport, sid: string | undefined): void {
    try {
      this.#onTransport(transport, sid);
    } catch (error) {
      transport.terminate();
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #open(stream: WebTransportStream, streams: StreamReaderLike<WebTransportStream>): void {
    this.#writer = stream.writable.getWriter();
    this.#pump = new PacketPump(stream.readable.getReader(), this.#options);
    this.#pump.resume(this);
    refuseFurtherStreams(streams, () => {
      closeSession(this.#session);
    });
  }

  #end(): void {
    this.#isOver = true;
    this.#options.deadlines.remove(this);
  }
}

/** What the first packet asks for; `undefined` when it is not one that may come first. */
function parseOpening({ type, data }: EnginePacket): { readonly sid: string | undefined } | undefined {
  if (type !== "open") return undefined;
  if (data === undefined) return { sid: undefined };
  if (typeof data !== "string" || data.length > MAX_OPEN_DATA) return undefined;
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed !== "object" || parsed === null || !("sid" in parsed)) return undefined;
    return typeof parsed.sid === "string" ? { sid: parsed.sid } : undefined;
  } catch {
    return undefined;
  }
}
