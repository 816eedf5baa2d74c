import { describe, expect, it } from "vitest";
import { scaled } from "../harness/scale.ts";
import { upgradeStatus } from "../engine-attacks/harness/clients.ts";
import { joinSocket, openPolling, openSocket, poll } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

const path = "/socket.io/";

describe("row 42: more connections than maxConnections", () => {
  const arena = useTarget();

  it("are refused with 503 at each entry; room again when others have gone", async () => {
    // The honest client is one.
    const server = await arena.serve({ options: { maxConnections: 3 } });
    const first = await joinSocket(server.port);
    const second = await openSocket(server.port);
    const refused = await poll(server.port);
    expect(refused.status).toBe(503);
    expect(refused.headers.map(([name]) => name)).toContain("Retry-After");
    expect(await upgradeStatus(server.port, { path })).toBe(503);
    await first.echo();
    second.leave();
    await server.until({ sessionsEnded: 1 });
    const third = await joinSocket(server.port);
    expect(await server.status()).toMatchObject({ sessions: 3, connections: 2 });
    first.leave();
    third.leave();
  });

  it("as many as come, without it", async () => {
    const server = await arena.serve();
    const sockets = await Promise.all(Array.from({ length: 50 }, () => joinSocket(server.port)));
    expect(await server.status()).toMatchObject({ sessions: 51, open: 50 });
    for (const socket of sockets) socket.leave();
  });
});

describe("what a stranger learns", () => {
  const arena = useTarget();

  it("CVE-2017-16031: ids of sockets are as random as those of sessions, and are not the same", async () => {
    const server = await arena.serve();
    const count = scaled(50_000, 1_000_000);
    expect(await arena.target.ask("ids", { count })).toEqual({ unique: count, lengths: [20] });
    const sid = await openPolling(server.port);
    await poll(server.port, { sid, method: "POST", body: "40" });
    const { body } = await poll(server.port, { sid });
    expect(body.toString()).toMatch(/^40\{"sid":"[\w-]{20}"\}$/);
    expect(body.toString()).not.toContain(sid);
  });

  it("CVE-2020-28481: no page of another site reads an answer without the option cors", async () => {
    const server = await arena.serve();
    const { status, headers } = await poll(server.port, { headers: { Origin: "https://evil.example" } });
    expect(status).toBe(200);
    expect(headers.filter(([name]) => name.toLowerCase().startsWith("access-control"))).toEqual([]);
  });
});
