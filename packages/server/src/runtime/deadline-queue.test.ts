import { VirtualClock } from "@sockeye/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Clock, Deadline } from "../ports/index.ts";
import { DeadlineQueue } from "./deadline-queue.ts";
import { uncaughtIn } from "./testing/uncaught.ts";

class Alarm implements Deadline {
  queueIndex = -1;
  dueAt = 0;
  readonly onDue: (now: number) => void;

  constructor(onDue: (now: number) => void = () => {}) {
    this.onDue = onDue;
  }
}

function setUp(): {
  clock: VirtualClock;
  queue: DeadlineQueue;
  log: string[];
  alarm: (name: string) => Alarm;
} {
  const clock = new VirtualClock(1_000);
  const log: string[] = [];
  const alarm = (name: string): Alarm => new Alarm((now) => log.push(`${name}@${now}`));
  return { clock, queue: new DeadlineQueue(clock), log, alarm };
}

/** Counts the timers that are set. */
function countingClock(clock: Clock): { clock: Clock; count: () => number } {
  let count = 0;
  return {
    count: () => count,
    clock: {
      now: () => clock.now(),
      afterTurn: (callback) => clock.afterTurn(callback),
      schedule: (callback, delay) => {
        count++;
        return clock.schedule(callback, delay);
      },
    },
  };
}

describe("DeadlineQueue", () => {
  it("tells the time of its clock", () => {
    expect(setUp().queue.now()).toBe(1_000);
  });

  it("calls each back once, in order, and has let go of it before", () => {
    const { clock, queue, log, alarm } = setUp();
    const first = alarm("first");
    const seen: number[] = [];
    const checking = new Alarm(() => seen.push(checking.queueIndex, queue.size));
    queue.set(alarm("third"), 1_030);
    queue.set(first, 1_010);
    queue.set(checking, 1_020);
    clock.advance(9);
    expect(log).toEqual([]);
    clock.advance(100);
    expect(log).toEqual(["first@1010", "third@1030"]);
    expect(seen).toEqual([-1, 1]);
    queue.set(first, 1_200);
    clock.advance(100);
    expect(log.at(-1)).toBe("first@1200");
  });

  it("calls back soon what is due already, but not within set", () => {
    const { clock, queue, log, alarm } = setUp();
    queue.set(alarm("late"), 5);
    expect(log).toEqual([]);
    clock.advance(0);
    expect(log).toEqual(["late@1000"]);
  });

  it("moves and removes", () => {
    const { clock, queue, log, alarm } = setUp();
    const [a, b, c, d] = ["a", "b", "c", "d"].map(alarm) as [Alarm, Alarm, Alarm, Alarm];
    for (const [index, each] of [a, b, c, d].entries()) queue.set(each, 1_010 + index);
    queue.set(a, 1_050);
    queue.set(d, 1_005);
    queue.remove(b);
    queue.remove(b);
    queue.set(c, Infinity);
    queue.set(c, Infinity);
    expect(queue.size).toBe(2);
    clock.advance(100);
    expect(log).toEqual(["d@1005", "a@1050"]);
  });

  it("stays in order when one is removed and another takes its place higher up", () => {
    const { clock, queue, log, alarm } = setUp();
    // As they lie in the heap; the last one, 5, takes the place of 11 and has to rise above 10.
    const times = [1, 10, 2, 11, 12, 3, 4, 20, 21, 22, 23, 5];
    const alarms = times.map((time) => alarm(`${time}`));
    for (const [index, each] of alarms.entries()) queue.set(each, 1_000 + times[index]!);
    queue.remove(alarms[3]!);
    clock.advance(100);
    const left = [1, 2, 3, 4, 5, 10, 12, 20, 21, 22, 23];
    expect(log).toEqual(left.map((time) => `${time}@${1_000 + time}`));
  });

  it("has one timer, set anew only for an earlier time, and none when it is empty", () => {
    const clock = new VirtualClock();
    const counting = countingClock(clock);
    const queue = new DeadlineQueue(counting.clock);
    const alarms = Array.from({ length: 100 }, () => new Alarm());
    for (const [index, alarm] of alarms.entries()) queue.set(alarm, 100 + index);
    expect([clock.pendingTimers, counting.count()]).toEqual([1, 1]);
    queue.set(alarms[99]!, 50);
    expect([clock.pendingTimers, counting.count()]).toEqual([1, 2]);
    for (const [index, alarm] of alarms.entries()) queue.set(alarm, 1_000 + index);
    expect([clock.pendingTimers, counting.count()]).toEqual([1, 2]);
    clock.advance(999);
    expect([clock.pendingTimers, counting.count()]).toEqual([1, 3]);
    for (const alarm of alarms) queue.remove(alarm);
    expect([clock.pending, counting.count()]).toEqual([0, 3]);
    queue.set(alarms[0]!, 2_000);
    expect(clock.pendingTimers).toBe(1);
    clock.advance(2_000);
    expect(clock.pending).toBe(0);
  });

  it("waits on when its timer rings early", () => {
    const clock = new VirtualClock();
    const eager: Clock = {
      now: () => clock.now(),
      afterTurn: (callback) => clock.afterTurn(callback),
      schedule: (callback, delay) => clock.schedule(callback, Math.min(delay, 7)),
    };
    const queue = new DeadlineQueue(eager);
    const log: number[] = [];
    queue.set(new Alarm((now) => log.push(now)), 20);
    clock.advance(100);
    expect(log).toEqual([20]);
    expect(clock.pending).toBe(0);
  });

  it("waits for months", () => {
    const { clock, queue, log, alarm } = setUp();
    queue.set(alarm("later"), 1_000 + 2 ** 33);
    clock.advance(2 ** 33 - 1);
    expect(log).toEqual([]);
    clock.advance(1);
    expect(log).toHaveLength(1);
  });

  it("takes changes from callbacks", () => {
    const { clock, queue, log, alarm } = setUp();
    const victim = alarm("victim");
    const moved = alarm("moved");
    const killer = new Alarm(() => {
      queue.remove(victim);
      queue.set(moved, 1_060);
      queue.set(killer, 1_070);
      queue.set(alarm("new"), 1_000);
    });
    queue.set(killer, 1_010);
    queue.set(victim, 1_010.5);
    queue.set(moved, 1_011);
    clock.advance(1);
    clock.advance(9);
    expect(log).toEqual(["new@1010"]);
    clock.advance(51);
    expect(log).toEqual(["new@1010", "moved@1060"]);
    expect(clock.pendingTimers).toBe(1);
  });

  it("serves the others when one sets itself to the present for ever", () => {
    const { clock, queue, log, alarm } = setUp();
    let rounds = 0;
    const greedy = new Alarm((now) => {
      if (++rounds < 50) queue.set(greedy, now);
    });
    queue.set(greedy, 1_010);
    queue.set(alarm("other"), 1_011);
    clock.advance(10);
    expect(rounds).toBe(50);
    clock.advance(1);
    expect(log).toEqual(["other@1011"]);
  });

  it("leaves room for other work between a thousand that are due at once", () => {
    const { clock, queue } = setUp();
    let called = 0;
    let atTurnEnd: number | undefined;
    const alarm = (): Alarm =>
      new Alarm(() => {
        if (called++ === 0) clock.afterTurn(() => (atTurnEnd = called));
      });
    for (let left = 2_500; left > 0; left--) queue.set(alarm(), 1_010);
    clock.advance(10);
    expect(atTurnEnd).toBe(1_000);
    expect(called).toBe(2_500);
  });

  it("serves the others when one throws", async () => {
    const { clock, queue, log, alarm } = setUp();
    const mistake = new Error("a mistake of the application");
    const bad = new Alarm(() => {
      throw mistake;
    });
    queue.set(bad, 1_010);
    queue.set(alarm("same turn"), 1_010.5);
    queue.set(alarm("later"), 1_020);
    const errors = await uncaughtIn(() => clock.advance(20));
    expect(errors).toEqual([mistake]);
    expect(log).toEqual(["same turn@1010.5", "later@1020"]);
    expect(queue.size).toBe(0);
  });

  it("refuses what makes no sense", () => {
    const { clock, queue } = setUp();
    const other = new DeadlineQueue(clock);
    const alarm = new Alarm();
    expect(() => queue.set(alarm, Number.NaN)).toThrow("NaN");
    expect(alarm.queueIndex).toBe(-1);
    other.set(alarm, 2_000);
    expect(() => queue.set(alarm, 2_000)).toThrow("another queue");
    expect(() => queue.remove(alarm)).toThrow("another queue");
    expect(other.size).toBe(1);
  });

  it("holds a hundred thousand", () => {
    const { clock, queue } = setUp();
    let called = 0;
    let last = 0;
    let outOfOrder = 0;
    const alarms = Array.from({ length: 100_000 }, () => {
      const alarm: Alarm = new Alarm(() => {
        if (alarm.dueAt < last) outOfOrder++;
        last = alarm.dueAt;
        called++;
      });
      return alarm;
    });
    // 7,919 and 100,000 have no common divisor: each time occurs once, in no order.
    for (const [index, alarm] of alarms.entries()) queue.set(alarm, 2_000 + ((index * 7_919) % 100_000) / 10);
    for (const alarm of alarms) queue.set(alarm, alarm.dueAt + 25_000);
    clock.advance(60_000);
    expect([called, outOfOrder]).toEqual([100_000, 0]);
  });
});

type Command =
  | { readonly do: "set"; readonly who: number; readonly delay: number }
  | { readonly do: "remove"; readonly who: number }
  | { readonly do: "advance"; readonly by: number };

const who = fc.nat({ max: 11 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("set" as const), who, delay: fc.integer({ min: -3, max: 30 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("advance" as const), by: fc.nat({ max: 12 }) }) },
);

/** The same in the plainest way: a list, searched for what is due. Names due together are sorted, as their order is open. */
class NaiveModel {
  readonly #due = new Map<number, number>();
  readonly log: string[] = [];
  now = 0;

  run(command: Command): void {
    if (command.do === "set") this.#due.set(command.who, this.now + command.delay);
    else if (command.do === "remove") this.#due.delete(command.who);
    else this.#advance(command.by);
  }

  #advance(by: number): void {
    const end = this.now + by;
    for (; this.now <= end; this.now++) {
      for (const [name, at] of [...this.#due].toSorted((a, b) => a[1] - b[1] || a[0] - b[0])) {
        if (at > this.now) continue;
        this.#due.delete(name);
        this.log.push(`${name}@${this.now}`);
      }
    }
    this.now = end;
  }
}

const sorted = (log: readonly string[]): string[] =>
  log.toSorted((a, b) => time(a) - time(b) || (a < b ? -1 : 1));
const time = (entry: string): number => Number(entry.split("@")[1]);

describe("DeadlineQueue against a plain list", () => {
  it("calls back the same at the same times, whatever is set, moved and removed", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 120 }), (commands) => {
        const model = new NaiveModel();
        const clock = new VirtualClock();
        const queue = new DeadlineQueue(clock);
        const log: string[] = [];
        const alarms = Array.from(
          { length: 12 },
          (_, name) => new Alarm((now) => log.push(`${name}@${now}`)),
        );
        for (const each of [...commands, { do: "advance", by: 100 } as const]) {
          model.run(each);
          if (each.do === "set") queue.set(alarms[each.who]!, clock.now() + each.delay);
          else if (each.do === "remove") queue.remove(alarms[each.who]!);
          else clock.advance(each.by);
          expect(log.map(time)).toEqual(log.map(time).toSorted((a, b) => a - b));
          expect(sorted(log)).toEqual(sorted(model.log));
          expect(clock.pendingTimers).toBe(queue.size === 0 ? 0 : 1);
        }
        expect(alarms.map(({ queueIndex }) => queueIndex)).toEqual(alarms.map(() => -1));
      }),
    );
  });
});
