import { describe, expect, it } from "vitest";
import { CONNECTED, openPacket, servers } from "./harness/scripted-server.ts";
import { expectBackOff, expectLeft, useTarget } from "./harness/target.ts";
import type { Api, PlainOptions } from "./harness/types.ts";

const arena = useTarget();

describe.each(["io", "engine"] as const)("CVE-2024-36751: an address for %s", (api: Api) => {
  it.each([
    ["a@ 100,000 times", `http://${"a@".repeat(100_000)}`],
    ["8,001 characters", `http://localhost/${"a".repeat(8001 - 17)}`],
  ])("%s: the call throws", async (_name, url) => {
    expect(await arena.target.ask("refusal", { url, api })).toBe("URI too long");
  });

  it.each([
    "http://" + "a@".repeat(3990),
    "http://" + "[".repeat(7000),
    "http://" + "1".repeat(7000),
    "http://a?" + "&".repeat(7000),
  ])("within 8,000 characters: %.30s", async (url) => {
    // Nothing connects: the application has left before.
    expect(await arena.target.ask("refusal", { url, api })).toBeUndefined();
  });
});

describe("CVE-2026-1527: values that would break a request apart", () => {
  const evil = "a\r\nX-Evil: 1";
  const cases: readonly (readonly [string, PlainOptions])[] = [
    ["a header", { extraHeaders: { "X-Name": evil } }],
    ["a header's name", { extraHeaders: { [evil]: "1" } }],
    ["NUL in a header", { extraHeaders: { "X-Name": "a\0b" } }],
  ];

  describe.each(["polling", "fetch", "websocket"])("over %s", (transport) => {
    it.each(cases)("%s: connect_error, and nothing is sent", async (_name, options) => {
      const hostile = await arena.serve({ script: servers.polling([openPacket(), CONNECTED]) });
      const victim = await hostile.lure({ transports: [transport], ...options });
      expect((await victim.until("connect_error")).errors).toHaveLength(1);
      await expectBackOff(arena, victim);
      expect(hostile.server.visits).toEqual([]);
    });
  });

  it("in the query: encoded", async () => {
    const hostile = await arena.serve({ script: servers.polling([openPacket(), CONNECTED]) });
    const victim = await hostile.lure({ transports: ["polling"], query: { [evil]: evil } });
    await victim.until("connect");
    expect(hostile.server.visits[0]?.query.get(evil)).toBe(evil);
    expect(hostile.server.visits[0]?.head).not.toMatch(/^X-Evil/m);
    await expectLeft(arena, victim);
  });

  it("in the id that a server gives: encoded", async () => {
    const hostile = await arena.serve({ script: servers.polling([openPacket({ sid: evil }), CONNECTED]) });
    const victim = await hostile.lure({ transports: ["polling"] });
    await victim.until("connect");
    expect(hostile.server.visits[1]?.query.get("sid")).toBe(evil);
    expect(hostile.server.visits[1]?.head).not.toMatch(/^X-Evil/m);
    await expectLeft(arena, victim);
  });
});
