import { describe, expect, it } from "vitest";

import { Recovery } from "./recovery.ts";

function create(limits: { packets?: number; sessions?: number } = {}) {
  const recovery = new Recovery({
    epoch: "e",
    maxDisconnectionDuration: 1000,
    maxRecoveryPackets: limits.packets ?? 100,
    maxRecoveryBytes: 1_000_000,
    maxRecoverySessions: limits.sessions ?? 100,
  });
  const log = (text: string, rooms: readonly string[] = []) => {
    const offset = recovery.nextOffset();
    recovery.append({ data: [text, offset], rooms, bytes: text.length }, 0);
    return offset;
  };
  const leave = (sid: string, now = 0, rooms: readonly string[] = []) => {
    recovery.persist({ sid, pid: `pid of ${sid}`, rooms: [sid, ...rooms], data: sid }, now);
    recovery.ended(sid);
  };
  /** The names of the events that were missed, or undefined if the client must begin anew. */
  const comeBack = (sid: string, offset?: string, now = 0) =>
    recovery.restore(`pid of ${sid}`, offset, now)?.missedPackets.map(([name]) => name);
  return { recovery, log, leave, comeBack };
}

describe("a client that comes back", () => {
  it("gets its session and what it has missed", () => {
    const { recovery, log, leave } = create();
    log("before");
    recovery.started("a");
    const offset = log("received");
    log("in flight");
    leave("a", 0, ["r"]);
    log("to a room", ["r"]);
    log("to another room", ["s"]);
    log("to the socket", ["a"]);
    const restored = recovery.restore("pid of a", offset, 1000);
    expect(restored?.session).toEqual({ sid: "a", pid: "pid of a", rooms: ["a", "r"], data: "a" });
    expect(restored?.missedPackets.map(([name]) => name)).toEqual([
      "in flight",
      "to a room",
      "to the socket",
    ]);
  });

  it("need not have received anything", () => {
    const { recovery, log, leave, comeBack } = create();
    log("before");
    recovery.started("a");
    leave("a");
    log("missed");
    expect(comeBack("a")).toEqual(["missed"]);
  });

  it("is not given what was sent before its socket connected, whatever it names", () => {
    const { recovery, log, leave, comeBack } = create();
    const stale = log("one");
    log("two");
    recovery.started("a");
    leave("a");
    log("missed");
    expect(comeBack("a", stale)).toEqual(["missed"]);
  });

  it("may have received nothing for long while others received much", () => {
    const { recovery, log, leave, comeBack } = create({ packets: 2 });
    recovery.started("a");
    const offset = log("received", ["a"]);
    for (let i = 0; i < 10; i++) log("for others", ["b"]);
    leave("a");
    log("missed", ["a"]);
    expect(comeBack("a", offset)).toEqual(["missed"]);
  });

  it("comes as new if something that it has missed is gone", () => {
    const { recovery, log, leave, comeBack } = create({ packets: 2 });
    recovery.started("a");
    leave("a");
    for (let i = 0; i < 3; i++) log("missed");
    expect(comeBack("a")).toBeUndefined();
  });

  it("comes as new if it was away for too long", () => {
    const { recovery, leave, comeBack } = create();
    recovery.started("a");
    leave("a", 0);
    expect(comeBack("a", undefined, 1001)).toBeUndefined();
  });

  it.each(["", "x-1", "e-0", "e-01", "e-2", "e-zzzz", "e-"])("comes as new with the offset %j", (offset) => {
    const { recovery, log, leave, comeBack } = create();
    recovery.started("a");
    log("received");
    leave("a");
    log("missed after the offset it names");
    expect(comeBack("a", offset)).toBeUndefined();
  });

  it("comes as new if there are too many sessions that may come back", () => {
    const { recovery, leave, comeBack } = create({ sessions: 2 });
    for (const sid of ["a", "b", "c"]) {
      recovery.started(sid);
      leave(sid);
    }
    expect(comeBack("a")).toBeUndefined();
    expect(comeBack("b")).toEqual([]);
    expect(recovery.sizes).toEqual({ packets: 0, bytes: 0, sessions: 1 });
  });

  it("cannot come back twice, but again after it was lost again, with everything since it first came", () => {
    const { recovery, log, leave, comeBack } = create();
    recovery.started("a");
    leave("a");
    log("one");
    expect(comeBack("a")).toEqual(["one"]);
    expect(comeBack("a")).toBeUndefined();
    recovery.started("a");
    leave("a");
    log("two");
    // The first reply was lost, too.
    expect(comeBack("a")).toEqual(["one", "two"]);
  });

  it("can come back if its socket was lost before it was connected", () => {
    const { recovery, log, leave, comeBack } = create();
    recovery.started("a");
    leave("a");
    log("one");
    comeBack("a");
    leave("a");
    log("two");
    expect(comeBack("a")).toEqual(["one", "two"]);
  });

  it("is given what was sent between its return and its connection", () => {
    const { recovery, log, leave, comeBack } = create();
    recovery.started("a");
    leave("a", 0, ["r"]);
    log("one");
    comeBack("a");
    recovery.started("a");
    log("two", ["r"]);
    log("for others", ["s"]);
    expect(recovery.catchUp("a")?.map(([name]) => name)).toEqual(["two"]);
    expect(recovery.catchUp("a")).toBeUndefined();
  });

  it("learns that it cannot be given what was sent between its return and its connection", () => {
    const { recovery, log, leave, comeBack } = create({ packets: 1 });
    for (const sid of ["a", "b"]) {
      recovery.started(sid);
      leave(sid);
      expect(comeBack(sid)).toEqual([]);
    }
    log("one");
    expect(recovery.catchUp("a")?.length).toBe(1);
    log("two");
    expect(recovery.catchUp("b")).toBeUndefined();
  });

  it("cannot take as long as it likes between its return and its connection", () => {
    const { recovery, leave, comeBack } = create();
    recovery.started("a");
    leave("a");
    expect(comeBack("a")).toEqual([]);
    recovery.expire(1001);
    expect(recovery.catchUp("a")).toBeUndefined();
  });

  it("may be unknown as long as it names an offset", () => {
    const { log, leave, comeBack } = create();
    const offset = log("received");
    leave("a");
    log("missed");
    expect(comeBack("a", offset)).toEqual(["missed"]);
    leave("b");
    expect(comeBack("b")).toBeUndefined();
  });

  it("is forgotten in time", () => {
    const { recovery, log, leave } = create();
    recovery.started("a");
    log("one");
    leave("a", 0);
    recovery.expire(1001);
    expect(recovery.sizes.sessions).toBe(0);
    expect(recovery.sizes.packets).toBe(1);
    recovery.expire(61_001);
    expect(recovery.sizes.packets).toBe(0);
  });
});

describe("a client whose offset is a text of the application", () => {
  it("comes back from where the text was sent", () => {
    const { recovery, log, leave, comeBack } = create();
    recovery.started("a");
    log("one");
    recovery.noteUnlogged("a", "typing");
    log("two");
    leave("a");
    expect(comeBack("a", "typing")).toEqual(["two"]);
  });

  it("comes back from where the text was broadcast", () => {
    const { recovery, log, leave, comeBack } = create();
    recovery.started("a");
    log("one");
    recovery.noteUnloggedBroadcast("typing");
    leave("a");
    log("two");
    // This one it cannot have received.
    recovery.noteUnloggedBroadcast("typing");
    expect(comeBack("a", "typing")).toEqual(["two"]);
  });

  it("comes as new if it cannot be known which time it was, and that matters", () => {
    const { recovery, log, leave, comeBack } = create();
    for (const sid of ["a", "b"]) recovery.started(sid);
    recovery.noteUnlogged("a", "typing");
    log("one", ["a"]);
    recovery.noteUnloggedBroadcast("typing");
    log("two");
    for (const sid of ["a", "b"]) leave(sid);
    expect(comeBack("a", "typing")).toBeUndefined();
    expect(comeBack("b", "typing")).toEqual(["two"]);
  });

  it("is not taken to have received what somebody made the application name beforehand", () => {
    const { recovery, log, leave, comeBack } = create();
    for (const sid of ["a", "b"]) recovery.started(sid);
    recovery.noteUnlogged("a", "e-2");
    recovery.noteUnloggedBroadcast("e-3");
    for (const name of ["one", "two", "three"]) log(name);
    for (const sid of ["a", "b"]) leave(sid);
    expect(comeBack("a", "e-2")).toBeUndefined();
    expect(comeBack("b", "e-2")).toEqual(["three"]);
    for (const sid of ["a", "b"]) recovery.started(sid);
    leave("b");
    expect(comeBack("b", "e-3")).toBeUndefined();
  });

  it("is unknown if the text was for somebody else", () => {
    const { recovery, leave, comeBack } = create();
    for (const sid of ["a", "b"]) recovery.started(sid);
    recovery.noteUnlogged("a", "typing");
    recovery.noteUnlogged("nobody", "typing");
    leave("b");
    expect(comeBack("b", "typing")).toBeUndefined();
  });
});
