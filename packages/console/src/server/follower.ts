import type { Socket as EngineSocket } from "@sockeye/server/engine";
import type { Followed } from "../contract/index.ts";

/** What a page is told, a few times a second. */
export type Deliver = (packets: readonly Followed[], dropped: number) => void;

/** The events of a connection that are listened to. */
export type FollowedConnection = Pick<EngineSocket, "on" | "once" | "off" | "transportName">;

const INTERVAL = 200;
const MAX_PACKETS = 100;
const MAX_BYTES = 256 * 1024;
/** Each is an attachment of the event that tells the page, and clients take ten. */
const MAX_BINARIES = 10;

interface Packet {
  readonly type: string;
  readonly data?: string | Uint8Array | undefined;
}

/**
 * Shows one page the packets of one connection, in batches. What is too much for a batch is counted instead: to look at a
 * busy client must not make the server busy, too.
 */
export class Follower {
  readonly #deliver: Deliver;
  #connection: FollowedConnection | undefined;
  #timer: NodeJS.Timeout | undefined;
  #packets: Followed[] = [];
  #bytes = 0;
  #binaries = 0;
  #dropped = 0;
  readonly #onIn = (packet: Packet): void => this.#note("in", packet);
  readonly #onOut = (packet: Packet): void => this.#note("out", packet);
  readonly #onClose = (): void => {
    this.#flush();
    this.stop();
  };

  constructor(deliver: Deliver) {
    this.#deliver = deliver;
  }

  /** Follows this connection, and no other any more. */
  follow(connection: FollowedConnection): void {
    this.stop();
    this.#connection = connection;
    connection.on("packet", this.#onIn);
    connection.on("packetCreate", this.#onOut);
    connection.once("close", this.#onClose);
    this.#timer = setInterval(() => this.#flush(), INTERVAL);
    this.#timer.unref();
  }

  stop(): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#connection = undefined;
    connection.off("packet", this.#onIn);
    connection.off("packetCreate", this.#onOut);
    connection.off("close", this.#onClose);
    clearInterval(this.#timer);
    this.#empty();
  }

  #note(direction: Followed["direction"], { type, data }: Packet): void {
    const size = data?.length ?? 0;
    const binaries = typeof data === "object" ? 1 : 0;
    const hasRoom =
      this.#packets.length < MAX_PACKETS &&
      this.#bytes + size <= MAX_BYTES &&
      this.#binaries + binaries <= MAX_BINARIES;
    if (!hasRoom) {
      this.#dropped += 1;
      return;
    }
    const transport = this.#connection!.transportName;
    const followed = { at: Date.now(), direction, transport, type };
    this.#packets.push(data === undefined ? followed : { ...followed, data });
    this.#bytes += size;
    this.#binaries += binaries;
  }

  #flush(): void {
    if (this.#packets.length === 0 && this.#dropped === 0) return;
    this.#deliver(this.#packets, this.#dropped);
    this.#empty();
  }

  #empty(): void {
    this.#packets = [];
    this.#bytes = 0;
    this.#binaries = 0;
    this.#dropped = 0;
  }
}
