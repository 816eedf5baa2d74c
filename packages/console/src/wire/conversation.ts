type Direction = "in" | "out";

/** An event or an answer whose attachments are still to come. */
export interface Announcement {
  /** "picture", "ACK 3". */
  readonly label: string;
  /** How many follow. */
  readonly count: number;
  /** What will be heard of once all are there, with placeholders. */
  readonly summary: string;
}

/** An attachment that came, and what it belongs to. */
export interface Arrival extends Announcement {
  /** From 1. */
  readonly number: number;
  /** Bytes of the attachments that came, this one last; no more than {@link MAX_SIZES}. */
  readonly sizes: readonly number[];
}

/** What an acknowledgement refers to. */
export interface AckKey {
  readonly namespace: string;
  readonly id: string;
}

/** Older events that nobody answered are forgotten. */
const MAX_AWAITED = 1000;

/** The sizes of further attachments are not remembered. */
const MAX_SIZES = 64;

interface Pending {
  readonly announcement: Announcement;
  readonly sizes: number[];
  arrived: number;
}

/** What later packets refer to: attachments that were announced, and acknowledgements that are awaited. */
export class Conversation {
  readonly #pending: Record<Direction, Pending | undefined> = { in: undefined, out: undefined };
  readonly #awaited: Record<Direction, Map<string, string>> = { in: new Map(), out: new Map() };

  /** A new session begins, and nothing of the one before comes any more. */
  restart(): void {
    for (const direction of ["in", "out"] as const) {
      this.#pending[direction] = undefined;
      this.#awaited[direction].clear();
    }
  }

  announce(direction: Direction, announcement: Announcement): void {
    this.#pending[direction] = { announcement, sizes: [], arrived: 0 };
  }

  /** Takes an attachment for what was announced; nothing, if nothing was. */
  receive(direction: Direction, size: number): Arrival | undefined {
    const pending = this.#pending[direction];
    if (pending === undefined) return undefined;
    pending.arrived += 1;
    if (pending.sizes.length < MAX_SIZES) pending.sizes.push(size);
    if (pending.arrived === pending.announcement.count) this.#pending[direction] = undefined;
    return { ...pending.announcement, number: pending.arrived, sizes: [...pending.sizes] };
  }

  /** A packet came that is no attachment: what is still missing, if anything is, in a sentence. */
  interrupt(direction: Direction): string | undefined {
    const pending = this.#pending[direction];
    if (pending === undefined) return undefined;
    this.#pending[direction] = undefined;
    const { count, label } = pending.announcement;
    return `Attachments of ${label} are missing: ${pending.arrived} of ${count} came before this packet.`;
  }

  awaitAnswer(direction: Direction, key: AckKey, event: string): void {
    const awaited = this.#awaited[direction];
    const name = nameOf(key);
    awaited.delete(name);
    awaited.set(name, event);
    if (awaited.size > MAX_AWAITED) awaited.delete(awaited.keys().next().value!);
  }

  /** The event that an answer of this direction answers, if it is known. */
  takeAnswered(direction: Direction, key: AckKey): string | undefined {
    const awaited = this.#awaited[direction === "in" ? "out" : "in"];
    const name = nameOf(key);
    const event = awaited.get(name);
    awaited.delete(name);
    return event;
  }
}

/** No name of a namespace contains a comma. */
const nameOf = ({ namespace, id }: AckKey): string => `${namespace},${id}`;
