import { createProtocolError } from "@sockeye/protocol/kernel";
import { describe, expect, it } from "vitest";
import { RefusalCounts } from "./refusal-counts.ts";

const withCode = (code: unknown): Error => Object.assign(new Error("?"), { code });

describe("RefusalCounts", () => {
  it("counts by name, and shows how it is now", () => {
    const counts = new RefusalCounts();
    expect([...counts.snapshot()]).toEqual([]);
    for (const name of ["maxConnections", "UNKNOWN_SID", "maxConnections"]) counts.note(name);
    const before = counts.snapshot();
    counts.note("UNKNOWN_SID");
    expect([...before]).toEqual([
      ["maxConnections", 2],
      ["UNKNOWN_SID", 1],
    ]);
    expect(counts.snapshot().get("UNKNOWN_SID")).toBe(2);
  });

  it.each([
    ["a code of the catalogue", createProtocolError("SIO_INVALID_PAYLOAD"), ["SIO_INVALID_PAYLOAD"]],
    ["one of a WebSocket", withCode("WS_ERR_INVALID_UTF8"), ["WS_ERR_INVALID_UTF8"]],
    ["one of the system", withCode("ECONNRESET"), []],
    ["a name that every object has", withCode("constructor"), []],
    ["a number", withCode(1006), []],
    ["none", new Error("?"), []],
    ["no error", "SIO_INVALID_PAYLOAD", []],
    ["nothing", undefined, []],
    ["null", null, []],
  ])("of the ends of connections it counts those with a code of ours: %s", (_title, error, names) => {
    const counts = new RefusalCounts();
    counts.noteEnd(error);
    expect([...counts.snapshot().keys()]).toEqual(names);
    const named = new RefusalCounts();
    named.noteEnd(error, "parser");
    expect([...named.snapshot().keys()]).toEqual(names.length === 0 ? ["parser"] : names);
  });
});
