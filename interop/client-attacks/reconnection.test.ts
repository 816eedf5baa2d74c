import { describe, expect, it } from "vitest";
import { accept, CONNECTED, message, openPacket, respond, type Script } from "./harness/scripted-server.ts";
import { expectBackOff, expectLeft, passUntil, useTarget } from "./harness/target.ts";
import type { PlainOptions } from "./harness/types.ts";

const arena = useTarget();

/** Servers that let everybody in, and out again at once. */
const doors: readonly (readonly [string, Script, PlainOptions])[] = [
  [
    "a WebSocket that opens and ends",
    (visit) => {
      accept(visit, message(openPacket()), message(CONNECTED));
      visit.peer.socket.end();
    },
    { transports: ["websocket"] },
  ],
  [
    "a session over polling that opens and ends",
    (visit) => {
      if (visit.method === "POST") return respond(visit);
      respond(visit, visit.query.has("sid") ? "1" : `${openPacket()}\x1e${CONNECTED}`);
    },
    { transports: ["polling"] },
  ],
  [
    "a session that has an interval of a millisecond",
    (visit) =>
      accept(visit, message(openPacket({ pingInterval: 0.5, pingTimeout: 0.5 })), message(CONNECTED)),
    { transports: ["websocket"] },
  ],
  [
    "a session that ends with an unknown one",
    (visit) => {
      if (visit.query.has("sid"))
        return respond(visit, '{"code":1,"message":"Session ID unknown"}', "400 Bad Request");
      respond(visit, `${openPacket()}\x1e${CONNECTED}`);
    },
    { transports: ["polling"] },
  ],
];

describe("a server that lets everybody in, and out again", () => {
  it.each(doors)("%s: the delays grow as if nobody had been let in", async (_name, script, options) => {
    const hostile = await arena.serve({ script });
    const victim = await hostile.lure(options);
    await expectBackOff(arena, victim, "disconnect");
  });
});

describe("a server that refuses", () => {
  it("a namespace: nobody asks again until the application does", async () => {
    const hostile = await arena.serve({
      script: (visit) => accept(visit, message(openPacket()), message('44{"message":"no"}')),
    });
    const victim = await hostile.lure({ transports: ["websocket"] });
    expect(await victim.until("connect_error")).toMatchObject({ active: false });
    await arena.target.ask("pass", { milliseconds: 3_600_000 });
    expect(hostile.server.connections).toBe(1);
    await expectLeft(arena, victim);
  });

  it("attempts end with reconnectionAttempts", async () => {
    const hostile = await arena.serve({ script: (visit) => respond(visit, "", "503 No") });
    const victim = await hostile.lure({ transports: ["polling"], reconnectionAttempts: 3 });
    for (let count = 1; count <= 3; count++) {
      await victim.until("connect_error", count);
      await passUntil(arena, victim, { name: "reconnect_attempt", count });
    }
    await victim.until("reconnect_failed");
    await arena.target.ask("pass", { milliseconds: 3_600_000 });
    expect(hostile.server.connections).toBe(4);
    await expectLeft(arena, victim);
  });
});

describe("transports that all fail", () => {
  it("tryAllTransports: each once in an attempt", async () => {
    const hostile = await arena.serve({ script: (visit) => respond(visit, "", "503 No") });
    const victim = await hostile.lure({ transports: ["polling", "websocket"], tryAllTransports: true });
    await victim.until("connect_error");
    expect(hostile.server.connections).toBe(2);
    await expectBackOff(arena, victim);
    expect(hostile.server.connections).toBe(8);
  });

  it("for two minutes: no more than a try each two seconds", async () => {
    const hostile = await arena.serve({ script: ({ peer }) => peer.reset() });
    const victim = await hostile.lure({ transports: ["websocket"] });
    let passed = 0;
    let count = 0;
    while (passed < 120_000) {
      count++;
      await victim.until("connect_error", count);
      passed += await passUntil(arena, victim, { name: "reconnect_attempt", count });
    }
    expect(hostile.server.connections).toBeLessThanOrEqual(60);
    await expectLeft(arena, victim);
  });
});
