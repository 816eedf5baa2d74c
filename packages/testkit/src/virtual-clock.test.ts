import { describe, expect, it } from "vitest";

import { VirtualClock } from "./virtual-clock.ts";

describe("VirtualClock", () => {
  it("starts where it is told to", () => {
    expect(new VirtualClock().now()).toBe(0);
    expect(new VirtualClock(1_000).now()).toBe(1_000);
  });

  it("calls back in order of time, then in the order of setting, each at its own time", () => {
    const clock = new VirtualClock(100);
    const log: string[] = [];
    for (const [name, delay] of Object.entries({ late: 30, first: 10, second: 10, past: -5, never: 41 })) {
      clock.schedule(() => log.push(`${name}@${clock.now()}`), delay);
    }
    clock.advance(40);
    expect(log).toEqual(["past@100", "first@110", "second@110", "late@130"]);
    expect(clock.now()).toBe(140);
    expect(clock.pending).toBe(1);
    clock.advance(1);
    expect(log).toHaveLength(5);
  });

  it("takes new timers from callbacks, also those that fall due in the same step", () => {
    const clock = new VirtualClock();
    const log: number[] = [];
    const again = (): void => {
      log.push(clock.now());
      clock.schedule(again, 10);
    };
    clock.schedule(again, 10);
    clock.advance(35);
    expect(log).toEqual([10, 20, 30]);
  });

  it("takes any number of callbacks, as long as time passes", () => {
    const clock = new VirtualClock();
    let rounds = 0;
    const again = (): void => {
      rounds++;
      clock.schedule(again, 1);
    };
    again();
    clock.advance(150_000);
    expect(rounds).toBe(150_001);
  });

  it("forgets a cancelled timer, also when a callback cancels it", () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const cancel = clock.schedule(() => log.push("a"), 5);
    cancel();
    cancel();
    const cancelLater = clock.schedule(() => log.push("b"), 5);
    clock.schedule(cancelLater, 4);
    const tooLate = clock.schedule(() => log.push("c"), 5);
    clock.schedule(() => log.push("d"), 6);
    clock.advance(5);
    tooLate();
    expect(log).toEqual(["c"]);
    clock.advance(1);
    expect(log).toEqual(["c", "d"]);
    expect(clock.pending).toBe(0);
  });

  it("never calls back after Infinity", () => {
    const clock = new VirtualClock();
    const cancel = clock.schedule(() => expect.unreachable(), Infinity);
    expect(clock.pendingTimers).toBe(0);
    cancel();
    clock.advance(Number.MAX_SAFE_INTEGER);
  });

  it("ends the turn on demand, one round at a time", () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    clock.afterTurn(() => {
      log.push("a");
      clock.afterTurn(() => log.push("c"));
    });
    clock.afterTurn(() => log.push("b"));
    expect(clock.pending).toBe(2);
    clock.turn();
    expect(log).toEqual(["a", "b"]);
    clock.turn();
    expect(log).toEqual(["a", "b", "c"]);
    expect(clock.pending).toBe(0);
  });

  it("ends the turn before time moves, and after each timer", () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const note = (name: string): void => clock.afterTurn(() => log.push(`${name}@${clock.now()}`));
    note("start");
    clock.schedule(() => note("one"), 1);
    clock.schedule(() => note("two"), 2);
    clock.advance(3);
    expect(log).toEqual(["start@0", "one@1", "two@2"]);
  });

  it("hands on what a callback throws and keeps the rest", () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    clock.schedule(() => {
      throw new Error("timer");
    }, 1);
    clock.schedule(() => log.push("timer"), 1);
    clock.afterTurn(() => {
      throw new Error("turn");
    });
    clock.afterTurn(() => log.push("turn"));
    expect(() => clock.advance(2)).toThrow("turn");
    expect(() => clock.advance(2)).toThrow("timer");
    expect(clock.now()).toBe(1);
    clock.advance(1);
    expect(log).toEqual(["turn", "timer"]);
  });

  it("refuses what makes no sense", () => {
    const clock = new VirtualClock();
    expect(() => clock.schedule(() => {}, Number.NaN)).toThrow(TypeError);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
    clock.schedule(() => clock.advance(1), 1);
    expect(() => clock.advance(1)).toThrow("called from a callback");
    clock.advance(1);
    const forever = (): void => void clock.schedule(forever, 0);
    forever();
    expect(() => clock.advance(1)).toThrow("no end");
  });
});
