import { expect, it } from "vitest";
import type { Setup } from "../link/index.ts";
import { defaultSetup } from "../link/setups/default-setup.ts";
import { forecast, type FaultName } from "./fault-forecast.ts";
import { DEFAULT_HEARTBEAT } from "./heartbeat.ts";

const SETUP = defaultSetup({ origin: "http://localhost:3000" });

const say = (fault: FaultName, changes: Partial<Setup> = {}) =>
  forecast(fault, { ...SETUP, ...changes }, DEFAULT_HEARTBEAT);

it("says when deafness is noticed", () => {
  expect(say("deaf")).toContain("45 s here");
});

it("says whether the library comes back without WebSocket", () => {
  expect(say("websocket")).toContain("reconnects by HTTP long-polling");
  expect(say("websocket", { transports: ["websocket"] })).toContain("every attempt fails");
  expect(say("websocket", { reconnection: false })).toContain("reconnection is off");
});

it.each<FaultName>(["cut", "deaf", "kill"])("says that %s ends it where reconnection is off", (fault) => {
  expect(say(fault)).toContain("tries again");
  expect(say(fault, { reconnection: false })).toContain("stays closed");
});

it("says what latency and a new process do", () => {
  expect(say("latency")).toContain("each way");
  expect(say("restart")).toContain("same port");
});
