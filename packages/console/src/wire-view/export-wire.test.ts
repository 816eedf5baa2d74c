import { expect, it } from "vitest";
import { exportWire } from "./export-wire.ts";
import { frame, poll, wireLines } from "./testing/wire-lines.ts";

it("exports units in the order of time, with bytes and fields on every layer", () => {
  const lines = wireLines(poll(1, { at: 9, body: "6" }), frame(5, "in", '42["chat"]'));
  const units: unknown = JSON.parse(exportWire(lines, Date.UTC(2026, 0, 1)));
  expect(units).toMatchObject([
    {
      time: "2026-01-01T00:00:00.001Z",
      direction: "out",
      duration: 8,
      layer: "http",
      derived: true,
      carries: [],
    },
    {
      time: "2026-01-01T00:00:00.005Z",
      direction: "in",
      layer: "websocket",
      bytes: "81 0a 34 32 5b 22 63 68 61 74 22 5d",
      carries: [
        {
          layer: "engine",
          carries: [{ layer: "socket", title: "EVENT chat", carries: [{ layer: "event" }] }],
        },
      ],
    },
    { layer: "http", direction: "in", bytes: "36", carries: [{ title: "noop" }] },
  ]);
});

it("exports what is wrong", () => {
  expect(exportWire(wireLines(frame(0, "in", '42["broken"')), 0)).toContain('"problem"');
});
