import { expect, it } from "vitest";
import type { Layer } from "../wire/index.ts";
import { shortTitle } from "./layer-names.ts";
import { frame, wireLines, type NewRecord } from "./testing/wire-lines.ts";

/** Of each layer, from the ground up. */
function titlesOf(record: NewRecord): readonly string[] {
  const titles: string[] = [];
  let layer: Layer | undefined = wireLines(record)[0]!.layer;
  while (layer !== undefined) {
    titles.push(shortTitle(layer));
    layer = layer.children[0];
  }
  return titles;
}

it("says the arguments of an event, whose name was told one layer below", () => {
  expect(titlesOf(frame(0, "in", '42["chat","hi",2]'))).toEqual(["WS", "message", "EVENT chat", '"hi", 2']);
});

it("says the name of an event without arguments", () => {
  expect(titlesOf(frame(0, "in", '42["typing"]')).at(-1)).toBe("typing");
});

it("says what a WebSocket message is that carries nothing", () => {
  expect(titlesOf({ kind: "closing", at: 0, code: 1000, reason: "" })).toEqual(["close 1000 (normal)"]);
});
