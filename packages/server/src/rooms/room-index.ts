/** Told of every change of the index, at the moment at which the published adapter emits its events. */
export interface RoomIndexListener {
  onCreateRoom(room: string): void;
  onJoinRoom(room: string, id: string): void;
  onLeaveRoom(room: string, id: string): void;
  onDeleteRoom(room: string): void;
}

export interface RoomIndexOptions {
  readonly listener: RoomIndexListener;
  /** How many rooms one socket may be in. */
  readonly maxRoomsPerSocket: number;
}

/** A room, or the table of all sockets, while somebody goes through it. */
type Members = ReadonlySet<string> | ReadonlyMap<string, unknown>;

interface Walk {
  readonly members: Members;
  visited: number;
  /** What was still to be visited when the members changed under the walk. */
  rest: readonly string[] | undefined;
}

/**
 * Who is in which room, kept from both sides, so that joining and leaving cost the same in a room of two and in one of a
 * million. The two maps are the adapter's public `rooms` and `sids`: others read them, so there is no further state
 * that could disagree with them.
 *
 * Whoever changes members while they are walked through (see `walk`) pays for a copy of those not yet visited, once.
 * All other walks copy nothing.
 */
export class RoomIndex {
  readonly rooms = new Map<string, Set<string>>();
  readonly sids = new Map<string, Set<string>>();
  readonly #listener: RoomIndexListener;
  readonly #maxRoomsPerSocket: number;
  readonly #walks: Walk[] = [];

  constructor(options: RoomIndexOptions) {
    this.#listener = options.listener;
    this.#maxRoomsPerSocket = options.maxRoomsPerSocket;
  }

  /**
   * Adds a socket to rooms. A socket that joins no room is known from then on, too.
   *
   * @throws RangeError, before anything has changed, if the socket would be in too many rooms.
   */
  add(id: string, rooms: Iterable<string>): void {
    const wanted = rooms instanceof Set ? (rooms as ReadonlySet<string>) : new Set(rooms);
    let joined = this.sids.get(id);
    this.#checkLimit(id, joined, wanted);
    if (joined === undefined) {
      this.#beforeChange(this.sids);
      joined = new Set();
      this.sids.set(id, joined);
    }
    for (const room of wanted) {
      joined.add(room);
      let members = this.rooms.get(room);
      if (members === undefined) {
        members = new Set();
        this.rooms.set(room, members);
        this.#listener.onCreateRoom(room);
      }
      if (members.has(id)) continue;
      this.#beforeChange(members);
      members.add(id);
      this.#listener.onJoinRoom(room, id);
      // A listener may have shown the socket the door: what is left of its rooms would have nobody to leave them.
      if (this.sids.get(id) !== joined) return;
    }
  }

  remove(id: string, room: string): void {
    this.sids.get(id)?.delete(room);
    this.#leave(room, id);
  }

  removeAll(id: string): void {
    const joined = this.sids.get(id);
    if (joined === undefined) return;
    try {
      for (const room of joined) this.#leave(room, id);
    } catch (error) {
      // A listener has thrown. The socket must not stay behind in the other rooms, where nobody would ever remove it.
      for (const room of joined) this.#drop(room, id);
      throw error;
    } finally {
      this.#beforeChange(this.sids);
      this.sids.delete(id);
    }
  }

  /**
   * Visits the members of a room, or all sockets if `room` is undefined, in the order in which they came. The visit may
   * change memberships: who has left when his turn comes is not visited, nor is who has come since, and nobody twice.
   */
  walk(room: string | undefined, visit: (id: string) => void): void {
    const members: Members | undefined = room === undefined ? this.sids : this.rooms.get(room);
    if (members === undefined) return;
    const walk: Walk = { members, visited: 0, rest: undefined };
    this.#walks.push(walk);
    try {
      for (const id of members.keys()) {
        walk.visited += 1;
        visit(id);
        if (walk.rest !== undefined) break;
      }
    } finally {
      this.#walks.pop();
    }
    if (walk.rest === undefined) return;
    for (const id of walk.rest) {
      const now: Members | undefined = room === undefined ? this.sids : this.rooms.get(room);
      if (now?.has(id) === true) visit(id);
    }
  }

  #leave(room: string, id: string): void {
    const members = this.rooms.get(room);
    if (members === undefined) return;
    if (members.has(id)) {
      this.#beforeChange(members);
      members.delete(id);
      this.#listener.onLeaveRoom(room, id);
    }
    if (members.size === 0 && this.rooms.delete(room)) this.#listener.onDeleteRoom(room);
  }

  #drop(room: string, id: string): void {
    const members = this.rooms.get(room);
    if (members === undefined) return;
    this.#beforeChange(members);
    members.delete(id);
    if (members.size === 0) this.rooms.delete(room);
  }

  #checkLimit(id: string, joined: ReadonlySet<string> | undefined, wanted: ReadonlySet<string>): void {
    const max = this.#maxRoomsPerSocket;
    const before = joined?.size ?? 0;
    if (before + wanted.size <= max) return;
    let after = before;
    for (const room of wanted) if (joined?.has(room) !== true) after += 1;
    if (after <= max) return;
    throw new RangeError(
      `socket ${id} cannot be in more than ${max} rooms: let it leave some first, or raise \`maxRoomsPerSocket\``,
    );
  }

  #beforeChange(members: Members): void {
    if (this.#walks.length === 0) return;
    for (const walk of this.#walks) {
      if (walk.members === members) walk.rest ??= [...members.keys()].slice(walk.visited);
    }
  }
}
