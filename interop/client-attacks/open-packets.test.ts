import { describe, expect, it } from "vitest";
import { CONNECTED, openPacket, servers } from "./harness/scripted-server.ts";
import { expectBackOff, expectLeft, useTarget, type Victim } from "./harness/target.ts";

const arena = useTarget();
const transports = ["polling", "fetch", "websocket"] as const;
const serverOf = { polling: servers.polling, fetch: servers.polling, websocket: servers.websocket };

/** Open packets that open nothing. */
const wrong: readonly string[] = [
  "0",
  "0{",
  "0null",
  "0[]",
  "0{}",
  "0true",
  '0"sid"',
  "0NaN",
  ...[null, 1, "", {}, [], true, ["a"], { toString: "a" }].map((sid) => openPacket({ sid })),
  // Half of a pair cannot be part of an address.
  openPacket({ sid: "\ud800" }),
  ...[undefined, null, "websocket", { length: 1 }, 1].map((upgrades) => openPacket({ upgrades })),
  ...[undefined, null, 0, -1, 1e12, "25000", [], {}].flatMap((value) => [
    openPacket({ pingInterval: value }),
    openPacket({ pingTimeout: value }),
  ]),
  ...[openPacket().replace("25000", "NaN"), openPacket().replace("25000", "1e999")],
  ...[-1, "x", {}].map((maxPayload) => openPacket({ maxPayload })),
];

describe.each(transports)("row 38: an open packet over %s", (transport) => {
  const attack = async (...packets: readonly string[]): Promise<Victim> => {
    const hostile = await arena.serve({ script: serverOf[transport](packets) });
    return hostile.lure({ transports: [transport] });
  };

  it.each(["", ...wrong])("%s", async (packet) => {
    const victim = await attack(packet);
    const { errors, counts } = await victim.until("connect_error");
    expect(errors).toMatchObject([{ message: "server error", code: "parser error" }]);
    expect(counts.connect).toBe(0);
    await expectBackOff(arena, victim);
  });

  const good: readonly (readonly [string, object])[] = [
    ["the usual fields", {}],
    ["no maxPayload", { maxPayload: undefined }],
    ["maxPayload null", { maxPayload: null }],
    ["small intervals", { pingInterval: 300, pingTimeout: 200 }],
    ["fields that nobody knows", { more: [1], constructor: "x" }],
    ["upgrades that nobody knows", { upgrades: ["constructor", "__proto__", "toString", {}, null, 5] }],
    ["a hundred thousand upgrades", { upgrades: Array.from({ length: 100_000 }, (_, index) => `u${index}`) }],
    ["an id as long as a request may be", { sid: "a".repeat(10_000) }],
    ["an id of other characters", { sid: "?&#%/\r\n\0é😀" }],
  ];

  it.each(good)("COMPAT: %s", async (_name, fields) => {
    const victim = await attack(openPacket(fields), CONNECTED);
    expect(await victim.until("connect")).toMatchObject({ id: "b", errors: [] });
    await expectLeft(arena, victim);
  });
});

describe("row 38: a session by itself", () => {
  it.each(wrong)("%s", async (packet) => {
    const hostile = await arena.serve({ script: servers.polling([packet]) });
    const victim = await hostile.lure({ transports: ["polling"] }, "engine");
    const { errors, ends, counts } = await victim.until("disconnect");
    expect(errors).toMatchObject([{ message: "server error", code: "parser error" }]);
    expect(ends).toMatchObject([{ reason: "transport error", description: "server error" }]);
    expect(counts.connect).toBe(0);
    // It does not come back by itself.
    await expectLeft(arena, victim);
    expect(hostile.server.visits.filter(({ method }) => method === "GET")).toHaveLength(1);
  });
});
