import { describe, expect, it } from "vitest";
import type { Layer } from "../wire/index.ts";
import { byteRows, formatOffset, formatRange } from "./byte-rows.ts";
import { frame, poll, post, wireLines, type NewRecord } from "./testing/wire-lines.ts";

const ALL = { perRow: 16, limit: 4096 };

const layerOf = (...records: readonly NewRecord[]): Layer => wireLines(...records)[0]!.layer;

const field = (start: number, end: number) => ({ name: "", start, end, value: "", explanation: "" });

const layer = (bytes: readonly number[], ...fields: readonly [number, number][]): Layer => ({
  kind: "engine",
  direction: "in",
  title: "",
  explanation: "",
  bytes: Uint8Array.from(bytes),
  derived: false,
  fields: fields.map(([start, end]) => field(start, end)),
  children: [],
});

describe("byteRows", () => {
  it("cuts rows where fields begin, and says which field each run belongs to", () => {
    const rows = byteRows(layer([0x34, 0x32, 0x0a, 0x7e, 0x20], [0, 1], [1, 5]), { perRow: 4, limit: 99 });
    expect(rows).toEqual([
      {
        offset: 0,
        runs: [
          { field: 0, hex: "34", text: "4", isDerived: false },
          { field: 1, hex: "32 0a 7e", text: "2·~", isDerived: false },
        ],
      },
      { offset: 4, runs: [{ field: 1, hex: "20", text: "·", isDerived: false }] },
    ]);
  });

  it("shows bytes that no field names, and steps over fields without bytes", () => {
    const [row] = byteRows(layer([1, 2, 3, 4], [1, 1], [1, 2], [3, 4]), ALL);
    expect(row!.runs.map((run) => [run.field, run.hex])).toEqual([
      [-1, "01"],
      [1, "02"],
      [-1, "03"],
      [2, "04"],
    ]);
  });

  it("stops at the limit", () => {
    const rows = byteRows(
      layer(
        Array.from({ length: 100 }, () => 1),
        [0, 100],
      ),
      { perRow: 16, limit: 40 },
    );
    expect(rows.map(({ runs }) => runs[0]!.text.length)).toEqual([16, 16, 8]);
  });

  it("shows every byte of a real layer once, in order", () => {
    const { bytes, ...rest } = layerOf(frame(0, "out", '42/chat,7["chat",{"text":"grüß dich"}]'));
    const hex = byteRows({ ...rest, bytes }, { perRow: 8, limit: 4096 }).flatMap(({ runs }) =>
      runs.map((run) => run.hex),
    );
    expect(Buffer.from(hex.join("").replaceAll(" ", ""), "hex")).toEqual(Buffer.from(bytes));
  });

  it.each([
    ["the header of a message, not what it carries", frame(0, "out", "3"), 6],
    ["all of a request that carries nothing", poll(0), Infinity],
    ["a request down to its body", post(0, "3"), "POST /socket.io/?EIO=4&transport=polling&sid=x".length],
  ])("marks as derived %s", (_what, record, most) => {
    const runs = byteRows(layerOf(record), ALL).flatMap(({ offset, runs: some }) =>
      some.map((run) => ({ offset, ...run })),
    );
    const derived = runs.filter(({ isDerived }) => isDerived).reduce((sum, { text }) => sum + text.length, 0);
    const all = runs.reduce((sum, { text }) => sum + text.length, 0);
    expect(derived).toBeGreaterThanOrEqual(Math.min(most, all));
    expect(all - derived).toBe(most === Infinity ? 0 : 1);
  });
});

it("formats offsets and ranges", () => {
  expect([formatOffset(0), formatOffset(255), formatOffset(0x12345)]).toEqual(["0000", "00ff", "12345"]);
  expect([field(3, 4), field(3, 8), field(3, 3)].map(formatRange)).toEqual(["3", "3 to 7", "none"]);
});
