import fc from "fast-check";
import { expect, it } from "vitest";

import { Recovery } from "./recovery.ts";

const ROOMS = ["r", "s"];
/** Few, so that they are sent often; some look like offsets that have been or will be given out. */
const TEXTS = ["typing", "x", "e-1", "e-2", "e-9", "e-1z"];

interface Sent {
  readonly number: number | undefined;
  /** What the stock client will name as its offset once it has received this. */
  readonly text: string;
}

/** A stock client, and the server's side of its connection. Its rooms are those of its session. */
class Client {
  sid = "";
  rooms: readonly string[] = [];
  /** connected; away; or restored, but not yet connected. */
  state: "connected" | "away" | "returning" = "away";
  offset: string | undefined;
  inFlight: Sent[] = [];
  /** The numbers of the logged events that it should have received in this session, and those that it has. */
  due: number[] = [];
  received: number[] = [];

  isIn(rooms: readonly string[], except: readonly string[]): boolean {
    const own = [this.sid, ...this.rooms];
    return (
      (rooms.length === 0 || own.some((room) => rooms.includes(room))) &&
      !own.some((room) => except.includes(room))
    );
  }

  receive(count: number): void {
    for (const { number, text } of this.inFlight.splice(0, count)) {
      if (number !== undefined) this.received.push(number);
      this.offset = text;
    }
  }
}

class World {
  readonly clients = [new Client(), new Client(), new Client()];
  readonly recovery: Recovery;
  recovered = 0;
  /** Of each client that has come back: what reached or will reach it, and what should. */
  readonly histories: (readonly [readonly number[], readonly number[]])[] = [];
  #now = 0;
  #count = 0;
  #sids = 0;

  constructor(maxRecoveryPackets: number) {
    this.recovery = new Recovery({
      epoch: "e",
      maxDisconnectionDuration: 1000,
      maxRecoveryPackets,
      maxRecoveryBytes: 100_000,
      maxRecoverySessions: 10,
    });
    for (const client of this.clients) this.#begin(client, ROOMS);
  }

  step(action: number, who: number, what: number): void {
    const client = this.clients[who % 3] ?? new Client();
    const text = TEXTS[what % TEXTS.length] ?? "";
    if (action < 4) this.#broadcast(this.#rooms(what), what % 5 === 0 ? [client.sid] : []);
    else if (action === 4) this.#broadcast([client.sid], []);
    else if (action === 5) {
      this.recovery.noteUnlogged(client.sid, text);
      if (client.state === "connected") client.inFlight.push({ number: undefined, text });
    } else if (action === 6) {
      this.recovery.noteUnloggedBroadcast(text);
      for (const each of this.clients) {
        if (each.state === "connected") each.inFlight.push({ number: undefined, text });
      }
    } else if (action < 9) client.receive(1 + (what % 4));
    else if (action === 9) this.#now += what * 10;
    else this.#reconnect(client, what);
  }

  #rooms(what: number): readonly string[] {
    return [[], ["r"], ["s"], ["r", "s"]][what % 4] ?? [];
  }

  #broadcast(rooms: readonly string[], except: readonly string[]): void {
    const number = ++this.#count;
    const text = this.recovery.nextOffset();
    this.recovery.append({ data: [number, text], rooms, except: new Set(except), bytes: 10 }, this.#now);
    for (const client of this.clients) {
      if (!client.isIn(rooms, except)) continue;
      client.due.push(number);
      if (client.state === "connected") client.inFlight.push({ number, text });
    }
  }

  #begin(client: Client, rooms: readonly string[]): void {
    Object.assign(client, {
      sid: `sid${++this.#sids}`,
      rooms,
      state: "connected",
      due: [],
      received: [],
      inFlight: [],
    });
    this.recovery.started(client.sid);
    // A stock client keeps its offset until it hears another, and says it when it connects.
    if (client.offset !== undefined) this.recovery.noteUnlogged(client.sid, client.offset);
  }

  #reconnect(client: Client, what: number): void {
    const { sid, rooms } = client;
    if (client.state === "away") {
      const restored = this.recovery.restore(`pid ${sid}`, client.offset, this.#now);
      if (restored === undefined) {
        this.#begin(client, this.#rooms(what));
        return;
      }
      this.recovered += 1;
      client.state = "returning";
      client.inFlight = restored.missedPackets.map(toSent);
    } else if (client.state === "returning") {
      this.recovery.started(sid);
      const late = this.recovery.catchUp(sid);
      if (late === undefined) {
        this.recovery.ended(sid);
        this.#begin(client, rooms);
        return;
      }
      client.inFlight.push(...late.map(toSent));
      client.state = "connected";
      // What it has received and what is on its way is everything, once, in order.
      const all = [...client.received, ...client.inFlight.map(({ number }) => number)];
      this.histories.push([all.filter((number) => number !== undefined), client.due.slice()]);
    } else {
      if (what % 2 === 0) client.receive(what);
      client.inFlight = [];
      client.state = "away";
      this.recovery.persist({ sid, pid: `pid ${sid}`, rooms: [sid, ...rooms], data: undefined }, this.#now);
      this.recovery.ended(sid);
    }
  }
}

function toSent([number, text]: readonly unknown[]): Sent {
  return { number: number as number, text: text as string };
}

it("each event comes exactly once and in order, or the client is told that it is new", () => {
  let recovered = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.tuple(fc.nat(14), fc.nat(2), fc.nat(40)), { minLength: 30, maxLength: 200 }),
      (maxPackets, steps) => {
        const world = new World(maxPackets);
        for (const step of steps) world.step(...step);
        for (const [actual, due] of world.histories) expect(actual).toEqual(due);
        recovered += world.recovered;
      },
    ),
    { numRuns: 500 },
  );
  // The property would also hold if nobody ever came back.
  expect(recovered).toBeGreaterThan(500);
});
