import { describe, expect, it } from "vitest";

import { RecoveryLog } from "./recovery-log.ts";

function create(
  options: { maxPackets?: number; maxBytes?: number; maxAge?: number; maxRooms?: number } = {},
) {
  const log = new RecoveryLog({
    epoch: "e",
    maxPackets: options.maxPackets ?? 1000,
    maxBytes: options.maxBytes ?? 1_000_000,
    maxAge: options.maxAge ?? 1_000_000,
    maxPushedOutRooms: options.maxRooms ?? 1000,
  });
  const send = (rooms: readonly string[], { except = [], bytes = 1, now = 0 }: SendOptions = {}) => {
    log.append({ data: [log.place + 1], rooms, except: new Set(except), bytes }, now);
  };
  /** The numbers that were missed. */
  const missed = (place: number, rooms: readonly string[], latest = place) =>
    log.missed({ earliest: place, latest }, new Set(rooms))?.map(([number]) => number);
  return { log, send, missed };
}

interface SendOptions {
  readonly except?: readonly string[];
  readonly bytes?: number;
  readonly now?: number;
}

describe("the recovery log", () => {
  it("gives what was sent to all or to one's rooms, once, in order", () => {
    const { send, missed } = create();
    send([]);
    send(["r"]);
    send(["s"]);
    send(["s", "r"]);
    send([], { except: ["r"] });
    send(["r", "me"], { except: ["s"] });
    expect(missed(0, ["me", "r"])).toEqual([1, 2, 4, 6]);
    expect(missed(0, ["me", "r", "s"])).toEqual([1, 2, 3, 4]);
    expect(missed(2, ["r"])).toEqual([4, 6]);
    expect(missed(4, ["me"])).toEqual([5, 6]);
    expect(missed(0, ["nobody"])).toEqual([1, 5]);
    expect(missed(6, ["r"])).toEqual([]);
  });

  it("knows its own offsets, and no others", () => {
    const { log, send } = create();
    expect(log.nextOffset()).toBe("e-1");
    send([]);
    expect(log.placeOf("e-1")).toBe(1);
    expect(log.placeOf("x-1")).toBeUndefined();
  });

  it("says that it does not know if it matters where in the range a client was", () => {
    const { send, missed } = create();
    send(["r"]);
    send(["s"]);
    send(["r"]);
    expect(missed(1, ["r"], 2)).toEqual([3]);
    expect(missed(1, ["s"], 2)).toBeUndefined();
    expect(missed(1, ["r"], 3)).toBeUndefined();
  });

  it.each([
    ["packets", { maxPackets: 3 }],
    ["bytes", { maxBytes: 3 * 17 }],
    ["time", { maxAge: 2 }],
  ])("is bounded by %s, and never gives a part", (_name, options) => {
    const { log, send, missed } = create(options);
    send(["r"], { now: 1 });
    send(["s"], { now: 2 });
    send(["r"], { now: 3 });
    send(["r"], { now: 4 });
    expect(log.size).toBe(3);
    expect(missed(0, ["r"])).toBeUndefined();
    expect(missed(1, ["r"])).toEqual([3, 4]);
    // What was pushed out was not for this one.
    expect(missed(0, ["s"])).toEqual([2]);
    send([], { now: 5 });
    expect(missed(1, ["s"])).toBeUndefined();
    expect(missed(2, ["s"])).toEqual([5]);
    for (let now = 6; now < 9; now++) send(["other"], { now });
    expect(missed(4, ["s"])).toBeUndefined();
    expect(missed(5, ["s"])).toEqual([]);
    expect(log.size).toBe(3);
    expect(log.bytes).toBe(3 * 17);
  });

  it("keeps nothing of a packet that is larger than everything it may keep", () => {
    const { log, send, missed } = create({ maxBytes: 100 });
    send([]);
    send([], { bytes: 101 });
    expect([log.size, log.bytes, log.place]).toEqual([0, 0, 2]);
    expect(missed(1, ["me"])).toBeUndefined();
    expect(missed(2, ["me"])).toEqual([]);
  });

  it("forgets what is too old also when nothing comes any more", () => {
    const { log, send } = create({ maxAge: 10 });
    send([], { now: 0 });
    log.expire(10);
    expect(log.size).toBe(1);
    log.expire(11);
    expect(log.size).toBe(0);
  });

  it("counts a room as missed by all when it cannot remember every room", () => {
    const { send, missed } = create({ maxPackets: 1, maxRooms: 2 });
    for (const room of ["a", "b", "c", "d"]) send([room]);
    // a, b and c were pushed out; a is not remembered.
    expect(missed(0, ["x"])).toBeUndefined();
    expect(missed(1, ["x"])).toEqual([]);
    expect(missed(1, ["b"])).toBeUndefined();
    expect(missed(2, ["b"])).toEqual([]);
  });
});
