import { describe, expect, it } from "vitest";
import { describeActivity, describeRecovery, type Snapshot } from "./activity.ts";
import { DEFAULT_HEARTBEAT } from "./heartbeat.ts";

const CONNECTED: Snapshot = {
  state: "connected",
  transport: "websocket",
  upgrading: false,
  attempts: 0,
  nextAttemptIn: undefined,
  heartbeat: DEFAULT_HEARTBEAT,
  silence: 12_300,
  waitingEmits: 0,
};

describe("describeActivity", () => {
  it.each<[string, Partial<Snapshot>, string]>([
    [
      "a quiet connection",
      {},
      "Connected by WebSocket. Last ping 12 s ago; without another within 33 s it gives up.",
    ],
    [
      "an upgrade",
      { transport: "polling", upgrading: true, silence: undefined },
      "Connected by HTTP long-polling, and tries a better transport. A ping is expected at least every 45 s.",
    ],
    [
      "a deaf one",
      { silence: 46_000 },
      "Connected by WebSocket. The server's ping is overdue, so the library gives the connection up.",
    ],
    ["the first attempt", { state: "connecting" }, "Connects for the first time."],
    ["a later attempt", { state: "connecting", attempts: 2 }, "Attempt 2 to reconnect is under way."],
    [
      "a pause",
      { state: "waiting", attempts: 3, nextAttemptIn: 1240, waitingEmits: 1 },
      "Attempt 3 failed. The next attempt begins in 1.2 s. 1 event waits to be sent.",
    ],
    [
      "a pause before the first",
      { state: "waiting", nextAttemptIn: -4, waitingEmits: 1200 },
      "The connection broke off. The next attempt begins in 0.0 ms. 1,200 events wait to be sent.",
    ],
    ["a pause of unknown length", { state: "waiting", attempts: 1 }, "Attempt 1 failed."],
    [
      "the end",
      { state: "closed" },
      "Closed. The library does nothing until you connect again in the playground.",
    ],
  ])("describes %s", (_what, facts, sentence) =>
    expect(describeActivity({ ...CONNECTED, ...facts })).toBe(sentence),
  );
});

it("says how an interruption ended", () => {
  expect(describeRecovery(3200, true)).toMatch(/^Back after 3\.2 s\. The server recovered the session/);
  expect(describeRecovery(900, false)).toMatch(/^Back after 900 ms with a new session/);
});
