import { expect, test } from "vitest";
import * as platform from "./browser.ts";

test("offers what the published client offers to browsers", () => {
  expect(Object.keys(platform).sort()).toEqual([
    "Fetch",
    "NodeWebSocket",
    "NodeXHR",
    "WebSocket",
    "WebTransport",
    "XHR",
    "defaults",
    "nextTick",
    "transports",
  ]);
  expect([platform.NodeXHR, platform.NodeWebSocket]).toEqual([platform.XHR, platform.WebSocket]);
  expect(Object.entries(platform.transports)).toEqual([
    ["polling", platform.XHR],
    ["websocket", platform.WebSocket],
    ["webtransport", platform.WebTransport],
  ]);
  for (const [name, { prototype }] of Object.entries(platform.transports)) expect(prototype.name).toBe(name);
  expect(platform.defaults).toEqual({ upgrade: true });
});
