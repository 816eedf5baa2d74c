import { describe, expect, it } from "vitest";
import { nameOfSetup } from "./link-name.ts";
import { describeStanding, type Standing } from "./link-sentence.ts";

const closed: Standing = {
  state: "closed",
  transport: undefined,
  isUpgrading: false,
  isRecovered: false,
  attempts: 0,
  nextAttemptIn: undefined,
};
const connected: Standing = { ...closed, state: "connected", transport: "polling" };

describe("describeStanding", () => {
  it.each<[Partial<Standing>, string]>([
    [closed, "The library does not try to connect."],
    [{ ...closed, state: "connecting" }, "Connecting."],
    [{ ...closed, state: "connecting", attempts: 3 }, "Attempt 3 to connect again."],
    [{ ...closed, state: "waiting", attempts: 2 }, "Attempt 3 to connect again."],
    [{ ...closed, state: "waiting", nextAttemptIn: 1_234 }, "Attempt 1 to connect again in 1.2 s."],
    [{ ...closed, state: "waiting", nextAttemptIn: 12_400 }, "Attempt 1 to connect again in 12 s."],
    [connected, "Connected by HTTP polling."],
    [
      { ...connected, isUpgrading: true },
      "Connected by HTTP polling, trying whether a better transport works.",
    ],
    [{ ...connected, transport: "websocket", isRecovered: true }, "Connected again by WebSocket."],
    [{ ...connected, transport: undefined }, "Connected."],
  ])("%j: %s", (standing, sentence) => expect(describeStanding({ ...closed, ...standing })).toBe(sentence));
});

it("names connections by address and namespace", () => {
  expect(nameOfSetup({ url: "http://localhost:3000", namespace: "/" })).toBe("localhost:3000");
  expect(nameOfSetup({ url: "wss://example.org/", namespace: "/admin" })).toBe("example.org /admin");
});
