import { describe, expect, it } from "vitest";

import { type GatePass, ZlibGate, zlibGate } from "./zlib-gate.ts";

describe("ZlibGate", () => {
  function enter(gate: ZlibGate, names: string): { passes: GatePass[]; started: string[] } {
    const started: string[] = [];
    const passes = [...names].map((name) => gate.enter(() => started.push(name)));
    return { passes, started };
  }

  it("lets the first ones in at once and the others in their order", () => {
    const { passes, started } = enter(new ZlibGate(2), "abcde");
    expect(started).toEqual(["a", "b"]);
    passes[1]?.leave();
    expect(started).toEqual(["a", "b", "c"]);
    passes[0]?.leave();
    passes[2]?.leave();
    expect(started).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("counts a pass once, however often it leaves", () => {
    const { passes, started } = enter(new ZlibGate(1), "abc");
    passes[0]?.leave();
    passes[0]?.leave();
    expect(started).toEqual(["a", "b"]);
  });

  it("forgets who leaves while waiting", () => {
    const { passes, started } = enter(new ZlibGate(1), "abc");
    passes[1]?.leave();
    passes[1]?.leave();
    passes[0]?.leave();
    expect(started).toEqual(["a", "c"]);
    passes[2]?.leave();
    const later = enter(new ZlibGate(1), "d");
    expect(later.started).toEqual(["d"]);
  });

  it("is free again when all have left", () => {
    const gate = new ZlibGate(1);
    for (const pass of enter(gate, "abc").passes) pass.leave();
    expect(enter(gate, "d").started).toEqual(["d"]);
  });

  it("has no bound with Infinity", () => {
    expect(enter(new ZlibGate(Infinity), "abcdefgh").started).toHaveLength(8);
  });
});

describe("zlibGate", () => {
  it("is one gate per limit", () => {
    expect(zlibGate(7)).toBe(zlibGate(7));
    expect(zlibGate(7)).not.toBe(zlibGate(8));
  });
});
