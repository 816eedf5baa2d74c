import { Offsets } from "./offsets.ts";
import { NumberedRing } from "./ring.ts";
import { RoomChains, type ChainLink } from "./room-chains.ts";
import type { PlaceRange } from "./unlogged-texts.ts";

export interface RecoveryLogOptions {
  /** Tells the offsets of this log from those of any other. */
  readonly epoch: string;
  readonly maxPackets: number;
  readonly maxBytes: number;
  /** In milliseconds. */
  readonly maxAge: number;
  /** For how many rooms it is remembered that packets were pushed out. */
  readonly maxPushedOutRooms: number;
}

/** What was sent: the arguments of an event, and to whom. */
export interface LoggedPacket {
  readonly data: readonly unknown[];
  /** None means everybody. */
  readonly rooms: Iterable<string>;
  readonly except?: ReadonlySet<string> | undefined;
  /** The size of the packet as it was sent. Rooms are added to it. */
  readonly bytes: number;
}

interface Entry extends ChainLink {
  readonly data: readonly unknown[];
  readonly except: ReadonlySet<string> | undefined;
  readonly bytes: number;
  readonly time: number;
}

const NO_ROOMS: readonly string[] = [];
const BYTES_PER_ROOM = 16;

/**
 * Everything that clients may have missed, under consecutive numbers ("places"). Place n means: has received what is
 * logged up to and including number n.
 *
 * Bounded by count, bytes and age. What was pushed out is not forgotten altogether: its number tells for each room
 * whether a client that stood at some place has missed it. So a client is given all that it has missed, or told that it
 * cannot be; never a part.
 */
export class RecoveryLog {
  readonly #options: RecoveryLogOptions;
  readonly #offsets: Offsets;
  // Numbers start at 1: place 0 is that of a client that came before the first packet.
  readonly #entries = new NumberedRing<Entry>(1);
  readonly #chains: RoomChains;
  #bytes = 0;

  constructor(options: RecoveryLogOptions) {
    this.#options = options;
    this.#offsets = new Offsets(options.epoch);
    this.#chains = new RoomChains(options.maxPushedOutRooms);
  }

  /** Where a client is that has received everything. */
  get place(): number {
    return this.#entries.next - 1;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The offset of the packet that will be appended next. */
  nextOffset(): string {
    return this.#offsets.format(this.#entries.next);
  }

  /** Where a client is whose last packet had this offset, or undefined if it cannot be an offset of this log, ever. */
  placeOf(offset: string): number | undefined {
    return this.#offsets.parse(offset);
  }

  append(packet: LoggedPacket, now: number): void {
    const seq = this.#entries.next;
    const listed = [...packet.rooms];
    const rooms = listed.length === 0 ? NO_ROOMS : listed;
    const { data } = packet;
    const bytes = packet.bytes + rooms.length * BYTES_PER_ROOM;
    const except = packet.except !== undefined && packet.except.size > 0 ? packet.except : undefined;
    this.#entries.push({ rooms, previous: this.#chains.link(seq, rooms), data, except, bytes, time: now });
    this.#bytes += bytes;
    this.expire(now);
    while (this.#entries.size > this.#options.maxPackets || this.#bytes > this.#options.maxBytes)
      this.#pushOut();
  }

  /** Forgets what is too old. */
  expire(now: number): void {
    for (;;) {
      const oldest = this.#entries.get(this.#entries.first);
      if (oldest === undefined || now - oldest.time <= this.#options.maxAge) return;
      this.#pushOut();
    }
  }

  /**
   * What a client in these rooms has missed that was somewhere in the range of places: undefined if a part of it is gone,
   * or if it depends on where in the range the client was.
   */
  missed(since: PlaceRange, rooms: ReadonlySet<string>): (readonly unknown[])[] | undefined {
    if (this.#chains.hasPushedOut(since.earliest, rooms)) return undefined;
    const found = new Map<number, readonly unknown[]>();
    this.#chains.walkBack(since.earliest, rooms, (seq) => {
      const entry = this.#entries.get(seq);
      if (entry !== undefined && !isExcluded(entry, rooms)) found.set(seq, entry.data);
      return entry;
    });
    const places = [...found.keys()].sort((a, b) => a - b);
    const [first] = places;
    if (first !== undefined && first <= since.latest) return undefined;
    return places.map((place) => found.get(place) ?? []);
  }

  #pushOut(): void {
    const seq = this.#entries.first;
    const entry = this.#entries.shift();
    if (entry === undefined) return;
    this.#bytes -= entry.bytes;
    this.#chains.unlink(seq, entry.rooms);
  }
}

function isExcluded(entry: Entry, rooms: ReadonlySet<string>): boolean {
  if (entry.except === undefined) return false;
  for (const room of rooms) if (entry.except.has(room)) return true;
  return false;
}
