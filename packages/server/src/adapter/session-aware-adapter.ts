import { randomBytes } from "node:crypto";

import { Recovery } from "../recovery/recovery.ts";
import { Adapter } from "./adapter.ts";
import type { EncodedPacket, NamespaceShape, PacketShape } from "./namespace-shape.ts";
import { isRecoverable, textTakenForOffset } from "./recoverable-packet.ts";
import { resolveRecoveryOptions } from "./recovery-options.ts";
import type {
  BroadcastOptions,
  PrivateSessionId,
  Room,
  Session,
  SessionToPersist,
  SocketId,
  Unchecked,
} from "./types.ts";

const SWEEP_INTERVAL = 60_000;

/**
 * The adapter for one process with connection state recovery: it keeps what clients may miss while they are away, within
 * the limits of the option `connectionStateRecovery`. Every event that it keeps gets an offset as its last argument.
 *
 * A socket begins to receive when it joins the room of its own id. `persistSession` comes before the `delAll` of the
 * socket that is gone.
 */
export class SessionAwareAdapter extends Adapter {
  readonly #recovery: Recovery;
  readonly #sweep: NodeJS.Timeout;

  constructor(nsp: Unchecked) {
    super(nsp);
    const { server } = nsp as NamespaceShape;
    this.#recovery = new Recovery({
      ...resolveRecoveryOptions(server.opts?.connectionStateRecovery),
      epoch: randomBytes(6).toString("base64url"),
    });
    // What comes and goes is swept as it does; this is for a server that has fallen silent.
    this.#sweep = setInterval(() => this.#recovery.expire(now()), SWEEP_INTERVAL);
    this.#sweep.unref();
  }

  override close(): Promise<void> | void {
    clearInterval(this.#sweep);
  }

  override addAll(id: SocketId, rooms: Set<Room>): Promise<void> | void {
    void super.addAll(id, rooms);
    if (this.rooms.get(id)?.has(id) === true) this.#recovery.started(id);
  }

  override delAll(id: SocketId): void {
    this.#recovery.ended(id);
    super.delAll(id);
  }

  override broadcast(packet: Unchecked, opts: BroadcastOptions): Promise<void> | void {
    const outgoing = packet as PacketShape;
    if (!isRecoverable(outgoing, opts)) {
      const text = textTakenForOffset(outgoing);
      if (text !== undefined) this.#recovery.noteUnloggedBroadcast(text);
      return super.broadcast(outgoing, opts);
    }
    outgoing.data.push(this.#recovery.nextOffset());
    // What cannot be encoded must not be logged, so it is encoded first.
    const encoded = this.encodePacket(outgoing);
    this.#recovery.append(
      { data: outgoing.data, rooms: opts.rooms, except: opts.except, bytes: sizeOf(encoded) },
      now(),
    );
    this.fanOut(encoded, outgoing, opts);
  }

  /**
   * A packet goes to one socket without passing `broadcast`, volatile for example. The stock client may take its last
   * argument for an offset; to recognize it, the adapter must have been told.
   */
  noteUnlogged(id: SocketId, packet: Unchecked): void {
    const text = textTakenForOffset(packet as PacketShape);
    if (text !== undefined) this.#recovery.noteUnlogged(id, text);
  }

  /**
   * A client has come as a new one and has named an offset: it keeps that until it receives another, and must not be taken
   * later to have it from this session.
   */
  noteStaleOffset(id: SocketId, offset: string): void {
    this.#recovery.noteUnlogged(id, offset);
  }

  override persistSession(session: SessionToPersist): void {
    this.#recovery.persist(session, now());
  }

  /**
   * Hands out a session and what it has missed, or null if it cannot come back without a gap. It is handed out once: the
   * client can come back again after `persistSession` has been called again.
   *
   * @param offset - undefined if the client has not received anything yet
   */
  override restoreSession(pid: PrivateSessionId, offset: string | undefined): Promise<Session | null> {
    // The offset comes from the client: whatever else it is, it is no place of the log.
    if (offset !== undefined && typeof offset !== "string") return Promise.resolve(null);
    const restored = this.#recovery.restore(pid, offset, now());
    if (restored === undefined) return Promise.resolve(null);
    const { session, missedPackets } = restored;
    return Promise.resolve({ ...session, rooms: [...session.rooms], missedPackets: missedPackets.map(copy) });
  }

  /**
   * The arguments of the events that a restored session has missed since `restoreSession`, to be sent in the turn in which
   * its socket begins to receive. Undefined if they cannot be had any more: the connection must then be closed.
   */
  catchUp(id: SocketId): unknown[][] | undefined {
    return this.#recovery.catchUp(id)?.map(copy);
  }
}

function copy(data: readonly unknown[]): unknown[] {
  return [...data];
}

/** A clock that never goes back: the age of what is kept does not depend on somebody setting the time. */
function now(): number {
  return performance.now();
}

function sizeOf(encoded: EncodedPacket): number {
  let size = 0;
  for (const chunk of encoded) size += typeof chunk === "string" ? chunk.length : chunk.byteLength;
  return size;
}
