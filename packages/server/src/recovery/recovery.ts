import { ExpiringMap } from "./expiring-map.ts";
import { RecoveryLog, type LoggedPacket } from "./recovery-log.ts";
import { UnloggedTexts, type PlaceRange, type UnloggedTextsLimits } from "./unlogged-texts.ts";

export interface RecoveryOptions {
  readonly epoch: string;
  /** How long a client may stay away, in milliseconds. */
  readonly maxDisconnectionDuration: number;
  readonly maxRecoveryPackets: number;
  readonly maxRecoveryBytes: number;
  readonly maxRecoverySessions: number;
}

/** What the application's side keeps of a session. */
export interface StoredSession {
  readonly sid: string;
  readonly pid: string;
  readonly rooms: readonly string[];
  readonly data: unknown;
}

export interface RecoveredSession {
  readonly session: StoredSession;
  readonly missedPackets: (readonly unknown[])[];
}

/** What has been observed of a session while its socket was there. */
interface Track {
  /** The place of the log at which its socket connected: nothing before is its business. */
  readonly start: number;
  readonly texts: SentTexts;
}

/**
 * Texts that look like an offset are kept apart: others must not push them out. Anybody may have an application send
 * the offset of a packet that is not yet there, and a client that names it must not be taken to have received that packet.
 */
interface SentTexts {
  ordinary: UnloggedTexts | undefined;
  likeOffsets: UnloggedTexts | undefined;
}

/** A session whose client has been given what it missed, and whose socket is about to be connected. */
interface Returning {
  readonly track: Track;
  readonly rooms: ReadonlySet<string>;
  /** What is logged up to here has been handed out. */
  readonly place: number;
}

interface Absent {
  readonly session: StoredSession;
  readonly track: Track | undefined;
  readonly end: number;
}

/** Packets may have been on their way for as long as it takes to notice that nobody answers. */
const IN_FLIGHT_TIME = 60_000;
const SESSION_TEXTS = { maxTexts: 64, maxLength: 65_536 };
const BROADCAST_TEXTS = { maxTexts: 1024, maxLength: 1_048_576 };
const MAX_PUSHED_OUT_ROOMS = 100_000;

/**
 * Which clients may come back, and what they have missed. Sessions are taken out when they come back: the same one can
 * come back again only after its socket has been lost again, so there are never two sockets with one id.
 */
export class Recovery {
  readonly #log: RecoveryLog;
  readonly #present = new Map<string, Track>();
  readonly #absent: ExpiringMap<Absent>;
  /** Of sessions that have been taken, until their socket is connected. */
  readonly #returning: ExpiringMap<Returning>;
  /** Texts of unlogged broadcasts: one note for all receivers. */
  readonly #broadcastTexts: SentTexts = { ordinary: undefined, likeOffsets: undefined };

  constructor(options: RecoveryOptions) {
    const { epoch, maxDisconnectionDuration: maxAge } = options;
    this.#log = new RecoveryLog({
      epoch,
      maxPackets: options.maxRecoveryPackets,
      maxBytes: options.maxRecoveryBytes,
      maxAge: maxAge + IN_FLIGHT_TIME,
      maxPushedOutRooms: MAX_PUSHED_OUT_ROOMS,
    });
    this.#absent = new ExpiringMap({ maxEntries: options.maxRecoverySessions, maxAge });
    this.#returning = new ExpiringMap({ maxEntries: options.maxRecoverySessions, maxAge });
  }

  /** What the recovery holds, for diagnostics. */
  get sizes(): { readonly packets: number; readonly bytes: number; readonly sessions: number } {
    return { packets: this.#log.size, bytes: this.#log.bytes, sessions: this.#absent.size };
  }

  nextOffset(): string {
    return this.#log.nextOffset();
  }

  append(packet: LoggedPacket, now: number): void {
    this.#log.append(packet, now);
  }

  /** A socket receives what is sent from now on. Said again, it changes nothing. */
  started(sid: string): void {
    if (this.#present.has(sid)) return;
    const track = this.#returning.get(sid)?.track;
    this.#present.set(sid, track ?? newTrack(this.#log.place));
  }

  /** A socket is gone; `persist` comes before, if it may come back. */
  ended(sid: string): void {
    this.#present.delete(sid);
    this.#returning.delete(sid);
  }

  /** An event that is not in the log goes to one socket; `text` is what a client will take for its offset. */
  noteUnlogged(sid: string, text: string): void {
    const track = this.#present.get(sid);
    if (track !== undefined) this.#note(track.texts, SESSION_TEXTS, text);
  }

  /** The same for an event that goes to many. */
  noteUnloggedBroadcast(text: string): void {
    this.#note(this.#broadcastTexts, BROADCAST_TEXTS, text);
  }

  /** The connection of a session is lost, and it may come back. */
  persist(session: StoredSession, now: number): void {
    const track = this.#present.get(session.sid) ?? this.#returning.get(session.sid)?.track;
    this.#absent.set(session.pid, { session, track, end: this.#log.place }, now);
  }

  /** A client comes back. It names no offset if it has received nothing that looks like one. */
  restore(pid: string, offset: string | undefined, now: number): RecoveredSession | undefined {
    const absent = this.#absent.take(pid, now);
    if (absent === undefined) return undefined;
    const { session, track } = absent;
    const since = this.#placesOf(absent, offset);
    if (since === undefined) return undefined;
    this.#log.expire(now);
    const rooms = new Set([...session.rooms, session.sid]);
    const missedPackets = this.#log.missed(since, rooms);
    if (missedPackets === undefined) return undefined;
    const { place } = this.#log;
    this.#returning.set(session.sid, { track: track ?? newTrack(since.earliest), rooms, place }, now);
    return { session, missedPackets };
  }

  /**
   * What was sent to a session since it was restored: to be called once, in the turn in which its socket begins to receive,
   * or what falls in between is lost. Undefined if it cannot be had any more.
   */
  catchUp(sid: string): readonly (readonly unknown[])[] | undefined {
    const returning = this.#returning.get(sid);
    if (returning === undefined) return undefined;
    this.started(sid);
    this.#returning.delete(sid);
    const { place, rooms } = returning;
    return this.#log.missed({ earliest: place, latest: place }, rooms);
  }

  expire(now: number): void {
    this.#log.expire(now);
    this.#absent.expire(now);
    this.#returning.expire(now);
  }

  #note(texts: SentTexts, limits: UnloggedTextsLimits, text: string): void {
    const kind = this.#log.placeOf(text) === undefined ? "ordinary" : "likeOffsets";
    texts[kind] ??= new UnloggedTexts(limits);
    texts[kind].note(text, this.#log.place);
  }

  #placesOf(absent: Absent, offset: string | undefined): PlaceRange | undefined {
    const { track, end } = absent;
    const start = track?.start ?? 0;
    if (offset === undefined) return track === undefined ? undefined : { earliest: start, latest: start };
    const between = { earliest: start, latest: end };
    const place = this.#log.placeOf(offset);
    const kind = place === undefined ? "ordinary" : "likeOffsets";
    const ranges = [track?.texts[kind], this.#broadcastTexts[kind]].map((texts) =>
      texts?.find(offset, between),
    );
    if (place !== undefined && place <= end) {
      // A client may still name an offset of the session that it had before this one.
      ranges.push({ earliest: Math.max(place, start), latest: Math.max(place, start) });
    }
    return ranges.reduce(union, undefined);
  }
}

function newTrack(start: number): Track {
  return { start, texts: { ordinary: undefined, likeOffsets: undefined } };
}

function union(a: PlaceRange | undefined, b: PlaceRange | undefined): PlaceRange | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { earliest: Math.min(a.earliest, b.earliest), latest: Math.max(a.latest, b.latest) };
}
