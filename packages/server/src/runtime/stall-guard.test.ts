import { VirtualClock } from "@sockeye/testkit";
import { expect, it } from "vitest";
import { DeadlineQueue } from "./deadline-queue.ts";
import { StallGuard } from "./stall-guard.ts";

it("cuts off when the time is over, from the first arming on, unless it is disarmed", () => {
  const clock = new VirtualClock();
  let cuts = 0;
  const guard = new StallGuard(
    { cutOff: () => cuts++ },
    { deadlines: new DeadlineQueue(clock), writeStallTimeout: 100 },
  );
  guard.arm();
  clock.advance(60);
  guard.arm();
  guard.disarm();
  guard.disarm();
  clock.advance(100);
  expect([cuts, clock.pendingTimers]).toEqual([0, 0]);
  guard.arm();
  clock.advance(60);
  guard.arm();
  clock.advance(39);
  expect(cuts).toBe(0);
  clock.advance(1);
  expect(cuts).toBe(1);
});
