import { VirtualClock } from "@sockeye/testkit";
import { describe, expect, it } from "vitest";

import { FlushQueue } from "./flush-queue.ts";
import { uncaughtIn } from "./testing/uncaught.ts";

function setUp(): { clock: VirtualClock; queue: FlushQueue; log: string[]; add: (name: string) => void } {
  const clock = new VirtualClock();
  const queue = new FlushQueue(clock);
  const log: string[] = [];
  return { clock, queue, log, add: (name) => queue.add({ flush: () => log.push(name) }) };
}

describe("FlushQueue", () => {
  it("flushes at the end of the turn, in the order of adding, once each, with one callback", () => {
    const { clock, log, add } = setUp();
    for (const name of ["a", "b", "c"]) add(name);
    expect([log.length, clock.pending]).toEqual([0, 1]);
    clock.turn();
    expect(log).toEqual(["a", "b", "c"]);
    clock.turn();
    expect(log).toHaveLength(3);
    add("d");
    clock.turn();
    expect(log).toEqual(["a", "b", "c", "d"]);
  });

  it("leaves what is added while flushing for the next turn", () => {
    const { clock, queue, log, add } = setUp();
    queue.add({
      flush: () => {
        log.push("first");
        add("next");
      },
    });
    add("second");
    clock.turn();
    expect(log).toEqual(["first", "second"]);
    expect(clock.pending).toBe(1);
    clock.turn();
    expect(log).toEqual(["first", "second", "next"]);
  });

  it("flushes the others when one throws", async () => {
    const { clock, queue, log, add } = setUp();
    const mistake = new Error("cannot flush");
    add("before");
    queue.add({
      flush: () => {
        throw mistake;
      },
    });
    add("after");
    expect(await uncaughtIn(() => clock.turn())).toEqual([mistake]);
    expect(log).toEqual(["before", "after"]);
  });
});
