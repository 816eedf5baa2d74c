/**
 * The applications as somebody writes them who has nothing but connections that carry text: the same packets, no library.
 * There is one namespace, nothing is checked, and no connection ever ends by itself. Serves two contenders.
 */
import { createId, createOpenPacket } from "../../lib/bare-engine.mjs";
import { nextText } from "../../lib/texts.mjs";
import { NEWS, extraRoomOf, largeRoomOf, smallRoomOf } from "../wire.mjs";
import { Seats } from "./seats.mjs";

const CONNECT = "40";

/**
 * @template T
 * @typedef {object} Wire How text gets to a connection.
 * @property {(connection: T, text: string) => void} send
 * @property {(connections: Iterable<T>, texts: readonly string[]) => void} broadcast
 */

/**
 * @template T
 * @typedef {object} Application
 * @property {(connection: T) => void} onConnection
 * @property {(connection: T, name: string, ...args: any[]) => unknown} onEvent What it returns is the acknowledgement's
 *   argument, if it was asked for one.
 * @property {(connection: T) => void} onClose
 */

/**
 * @template T
 * @param {import("./index.mjs").App} app
 * @param {Wire<T>} wire
 * @returns {{ greeting(): string, onText(connection: T, text: string): void, onClose(connection: T): void }}
 */
export function createByHand(app, wire) {
  const { onConnection, onEvent, onClose } = create(app, wire);
  return {
    greeting: () => createOpenPacket(createId(), []),
    onText(connection, text) {
      if (text === CONNECT) {
        wire.send(connection, `${CONNECT}{"sid":"${createId()}"}`);
        onConnection(connection);
        return;
      }
      const begin = text.indexOf("[");
      const [name, ...args] = JSON.parse(text.slice(begin));
      const answer = onEvent(connection, name, ...args);
      if (begin > CONNECT.length) {
        const content = answer === undefined ? "[]" : JSON.stringify([answer]);
        wire.send(connection, `43${text.slice(2, begin)}${content}`);
      }
    },
    onClose,
  };
}

/**
 * @template T
 * @param {import("./index.mjs").App} app
 * @param {Wire<T>} wire
 * @returns {Application<T>}
 */
function create(app, wire) {
  switch (app) {
    case "echo":
      return createEcho(wire);
    case "broadcast":
      return createBroadcast(wire);
    case "rooms":
      return createRooms(wire);
  }
}

/**
 * @template T
 * @param {Wire<T>} wire
 * @returns {Application<T>}
 */
function createEcho({ send }) {
  return {
    onConnection() {},
    onEvent(connection, name, message) {
      if (name === "echo") {
        send(connection, `42${JSON.stringify(["echo", message])}`);
      }
      return message;
    },
    onClose() {},
  };
}

/**
 * @template T
 * @param {Wire<T>} wire
 * @returns {Application<T>}
 */
function createBroadcast({ broadcast }) {
  /** @type {Set<T>} */
  const connections = new Set();
  return {
    onConnection: (connection) => connections.add(connection),
    onEvent: (_connection, _name, count) => broadcast(connections, Array.from({ length: count }, createNews)),
    onClose: (connection) => connections.delete(connection),
  };
}

/**
 * @template T
 * @param {Wire<T>} wire
 * @returns {Application<T>}
 */
function createRooms({ broadcast }) {
  const rooms = new Rooms();
  /** @type {Seats<T>} */
  const seats = new Seats();
  /** @type {Map<T, number>} */
  const seatOf = new Map();
  return {
    onConnection(connection) {
      const seat = seats.take(connection);
      seatOf.set(connection, seat);
      rooms.join(connection, smallRoomOf(seat));
      rooms.join(connection, largeRoomOf(seat));
    },
    onEvent(_connection, name, argument, count) {
      if (name === "join") {
        seats.forEach(argument, count, (other, seat) => rooms.join(other, extraRoomOf(seat)));
      } else if (name === "leave") {
        seats.forEach(argument, count, (other, seat) => rooms.leave(other, extraRoomOf(seat)));
      } else {
        for (const room of argument) {
          broadcast(rooms.members(room), [createNews()]);
        }
      }
      return undefined;
    },
    onClose(connection) {
      rooms.leaveAll(connection);
      seats.leave(/** @type {number} */ (seatOf.get(connection)));
      seatOf.delete(connection);
    },
  };
}

/** Who is in which room, both ways round, so that joining and leaving cost the same however many there are. */
class Rooms {
  /** @type {Map<string, Set<any>>} */
  #members = new Map();
  /** @type {Map<unknown, Set<string>>} */
  #roomsOf = new Map();

  /**
   * @param {unknown} who
   * @param {string} room
   * @returns {void}
   */
  join(who, room) {
    add(this.#members, room, who);
    add(this.#roomsOf, who, room);
  }

  /**
   * @param {unknown} who
   * @param {string} room
   * @returns {void}
   */
  leave(who, room) {
    this.#roomsOf.get(who)?.delete(room);
    const members = this.#members.get(room);
    if (members?.delete(who) && members.size === 0) {
      this.#members.delete(room);
    }
  }

  /**
   * @param {unknown} who
   * @returns {void}
   */
  leaveAll(who) {
    for (const room of this.#roomsOf.get(who) ?? []) {
      this.leave(who, room);
    }
    this.#roomsOf.delete(who);
  }

  /**
   * @param {string} room
   * @returns {Iterable<any>}
   */
  members(room) {
    return this.#members.get(room) ?? [];
  }
}

/**
 * @template K, V
 * @param {Map<K, Set<V>>} sets
 * @param {K} key
 * @param {V} value
 * @returns {void}
 */
function add(sets, key, value) {
  const set = sets.get(key);
  if (set === undefined) {
    sets.set(key, new Set([value]));
  } else {
    set.add(value);
  }
}

/** @returns {string} */
function createNews() {
  return NEWS[0] + nextText() + NEWS[1];
}
