import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Heartbeat, type HeartbeatCommand } from "./heartbeat.ts";
import { passTime, runSteps, type Step } from "./testing/steps.ts";

const start: HeartbeatCommand = { type: "start" };
const ping: HeartbeatCommand = { type: "ping" };
const pong: HeartbeatCommand = { type: "pong" };
const activity: HeartbeatCommand = { type: "activity" };
const switched: HeartbeatCommand = { type: "switched" };
const tick: HeartbeatCommand = { type: "tick" };

const INTERVAL = 100;
const TIMEOUT = 40;

function beating(role: "pinging" | "answering"): Heartbeat {
  return new Heartbeat({ role, pingInterval: INTERVAL, pingTimeout: TIMEOUT });
}

describe("the pinging side", () => {
  test.for<[string, Step<HeartbeatCommand>[], number | undefined]>([
    ["rests for an interval first", [[1000, start]], 1100],
    [
      "pings when it has rested, and not earlier",
      [
        [0, start],
        [99, tick],
        [100, tick, "sendPing"],
      ],
      140,
    ],
    [
      "awaits the pong for the time-out, and not longer",
      [
        [0, start],
        [100, tick, "sendPing"],
        [139, tick],
        [140, tick, "expired"],
        [500, tick],
      ],
      undefined,
    ],
    [
      "rests again from the pong on",
      [
        [0, start],
        [100, tick, "sendPing"],
        [130, pong, "alive"],
        [229, tick],
        [230, tick, "sendPing"],
      ],
      270,
    ],
    [
      "is not put off by pongs that nobody asked for, but reports them",
      [
        [0, start],
        [50, pong, "alive"],
        [60, pong, "alive"],
        [100, tick, "sendPing"],
        [110, pong, "alive"],
        [111, pong, "alive"],
      ],
      210,
    ],
    [
      "starts the wait anew at the first other packet, once",
      [
        [0, start],
        [100, tick, "sendPing"],
        [130, activity],
        [140, tick],
        [160, activity],
        [170, tick, "expired"],
      ],
      undefined,
    ],
    [
      "starts each wait anew once",
      [
        [0, start],
        [100, tick, "sendPing"],
        [130, activity],
        [160, pong, "alive"],
        [260, tick, "sendPing"],
        [290, activity],
      ],
      330,
    ],
    [
      "takes other packets for nothing while it rests",
      [
        [0, start],
        [90, activity],
        [100, tick, "sendPing"],
      ],
      140,
    ],
    [
      "forgives the pong that is awaited when the transport changes, and begins a new round",
      [
        [0, start],
        [100, tick, "sendPing"],
        [120, switched],
        [140, tick],
        [220, tick, "sendPing"],
      ],
      260,
    ],
    [
      "goes on resting when the transport changes",
      [
        [0, start],
        [50, switched],
      ],
      100,
    ],
    [
      "is told about a ping that is not the peer's to send",
      [
        [0, start],
        [50, ping, "misdirected"],
      ],
      100,
    ],
    [
      "does nothing before the start",
      [
        [0, activity],
        [0, switched],
        [10, tick],
      ],
      undefined,
    ],
  ])("%s", ([, steps, deadline]) => {
    const heartbeat = beating("pinging");
    expect(runSteps(heartbeat, steps)).toEqual(steps);
    expect(heartbeat.deadline()).toBe(deadline);
  });

  test("says whether another packet would make a difference", () => {
    const heartbeat = beating("pinging");
    const seen = [
      [0, start] as const,
      [100, tick] as const,
      [120, activity] as const,
      [130, pong] as const,
    ].map(([at, command]) => {
      heartbeat.handle(command, at);
      return heartbeat.isExtensible;
    });
    expect(seen).toEqual([false, true, false, false]);
  });
});

describe("the answering side", () => {
  test.for<[string, Step<HeartbeatCommand>[], number | undefined]>([
    [
      "awaits a ping for interval and time-out",
      [
        [0, start],
        [139, tick],
        [140, tick, "expired"],
      ],
      undefined,
    ],
    [
      "answers a ping, and awaits the next one from there on",
      [
        [0, start],
        [90, ping, "sendPong", "alive"],
      ],
      230,
    ],
    [
      "takes nothing else for a sign of life",
      [
        [0, start],
        [90, activity],
        [140, tick, "expired"],
      ],
      undefined,
    ],
    [
      "begins a new round when the transport changes",
      [
        [0, start],
        [90, switched],
      ],
      230,
    ],
    [
      "is told about a pong that is not the peer's to send",
      [
        [0, start],
        [90, pong, "misdirected"],
      ],
      140,
    ],
  ])("%s", ([, steps, deadline]) => {
    const heartbeat = beating("answering");
    expect(runSteps(heartbeat, steps)).toEqual(steps);
    expect(heartbeat.deadline()).toBe(deadline);
    expect(heartbeat.isExtensible).toBe(false);
  });
});

const someCommands = fc.array(fc.tuple(fc.nat(60), fc.constantFrom(ping, pong, activity, switched, tick)), {
  maxLength: 40,
});

describe.for(["pinging", "answering"] as const)("the %s side, whatever arrives", (role) => {
  test("waits for something until it has expired, and expires when nothing more arrives", () => {
    fc.assert(
      fc.property(someCommands, (commands) => {
        const heartbeat = beating(role);
        heartbeat.handle(start, 0);
        let now = 0;
        for (const [delay, command] of commands) {
          now += delay;
          const lines = runSteps(heartbeat, [[now, command]])[0]!.slice(2);
          if (lines.includes("expired")) {
            expect(heartbeat.deadline()).toBeUndefined();
            return;
          }
          expect(heartbeat.deadline()).toBeLessThanOrEqual(now + INTERVAL + TIMEOUT);
        }
        expect(passTime(heartbeat).at(-1)).toMatch(/^\d+ expired$/);
      }),
    );
  });

  test("expires in the end if the packet that it awaits does not come, however much else does", () => {
    const owed = role === "pinging" ? pong : ping;
    const others = fc.constantFrom(...[ping, pong, activity].filter((command) => command !== owed));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(30), others), { minLength: 100, maxLength: 100 }), (commands) => {
        const heartbeat = beating(role);
        heartbeat.handle(start, 0);
        let now = 0;
        let end: number | undefined;
        for (const [delay, command] of commands) {
          const next = now + delay;
          for (let due = heartbeat.deadline(); due !== undefined && due <= next; due = heartbeat.deadline()) {
            if (runSteps(heartbeat, [[due, tick]])[0]!.includes("expired")) end = due;
          }
          now = next;
          heartbeat.handle(command, now);
        }
        end ??= Number(passTime(heartbeat).at(-1)!.split(" ")[0]);
        expect(end).toBeGreaterThanOrEqual(INTERVAL + TIMEOUT);
        expect(end).toBeLessThanOrEqual(INTERVAL + 2 * TIMEOUT);
      }),
    );
  });
});
