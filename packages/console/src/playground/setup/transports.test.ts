import { expect, it } from "vitest";
import { canUpgrade, forcePolling, forcesPolling, toggleTransport } from "./transports.ts";

it("keeps transports in the order in which they are tried", () => {
  expect(toggleTransport(["websocket"], "polling", true)).toEqual(["polling", "websocket"]);
  expect(toggleTransport(["polling", "websocket"], "polling", false)).toEqual(["websocket"]);
  expect(toggleTransport(["polling"], "polling", false)).toEqual([]);
});

it("forces polling, and gives it up again", () => {
  expect(forcesPolling(forcePolling(true))).toBe(true);
  expect(forcesPolling(forcePolling(false))).toBe(false);
});

it("upgrades from polling to something else only", () => {
  expect(canUpgrade(["polling", "websocket"])).toBe(true);
  expect(canUpgrade(["polling"])).toBe(false);
  expect(canUpgrade(["websocket", "webtransport"])).toBe(false);
});
