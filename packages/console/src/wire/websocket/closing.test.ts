import { describe, expect, it } from "vitest";
import { Explainer, problemsOf, valuesOf } from "../testing/layers.ts";

describe("the end of a WebSocket", () => {
  const close = (code: number, reason = "") =>
    new Explainer().explain({ kind: "closing", id: 0, at: 0, code, reason });

  it("is told field by field", () => {
    const layer = close(1001, "bye");
    expect(layer).toMatchObject({ kind: "websocket", direction: "in", title: "close 1001 (going away)" });
    expect([...layer.bytes]).toEqual([0x03, 0xe9, ...Buffer.from("bye")]);
    expect(valuesOf(layer)).toEqual({ "close code": "1001 (going away)", reason: "bye" });
    expect(problemsOf(layer)).toEqual([]);
  });

  it("has no bytes where no code came", () => {
    expect(close(1005).bytes).toHaveLength(0);
    expect(close(1006).direction).toBe("local");
    expect(close(1006).problem).toContain("broke off");
  });

  it.each([1008, 1009, 1011, 1013, 1002, 2999])("with %i is a problem", (code) => {
    expect(close(code).problem).toBeDefined();
  });

  it.each([1000, 1012, 3500, 4001])("with %i is none", (code) => {
    expect(close(code).problem).toBeUndefined();
  });
});
