import { expect, it } from "vitest";
import { SessionRegistry } from "./session-registry.ts";
import { SessionBench } from "./testing/session-bench.ts";

it("finds sessions by their ids, and by nothing else", () => {
  const registry = new SessionRegistry();
  const bench = new SessionBench();
  const sessions = [bench.create().session, bench.create().session];
  for (const session of sessions) registry.add(session);
  expect([registry.size, [...registry], [...registry.ids()]]).toEqual([2, sessions, ["s0", "s1"]]);
  expect([registry.get("s1"), registry.has("s1"), registry.has("s2")]).toEqual([sessions[1], true, false]);
  for (const name of ["__proto__", "constructor", "size", ""]) {
    expect([registry.get(name), registry.has(name)]).toEqual([undefined, false]);
  }
  registry.delete("s0");
  registry.delete("s0");
  expect([registry.size, registry.get("s0")]).toEqual([1, undefined]);
});
