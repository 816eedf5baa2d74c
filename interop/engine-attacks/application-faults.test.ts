import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "@sockeye/server/engine";
import { describe, expect, it, onTestFinished } from "vitest";
import { atOnce, numbers } from "../harness/at-once.ts";
import { scaled } from "../harness/scale.ts";
import { readResponse } from "../engine-table/harness/http-response.ts";
import { requestBytes } from "../engine-table/harness/call.ts";
import { upgradeBytes } from "../engine-table/harness/socket-wire.ts";
import { expectBaseline, measure } from "../harness/baseline.ts";
import { dial, open, post, request, upgradeStatus } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

/** Who refuses, the status over HTTP, and the code. */
const refusals = [
  ["allowRequest", 403, 4],
  ["generateId", 400, 3],
  ["use", 400, 3],
] as const;

describe("rows 36, 37: an application that refuses everybody, or fails", () => {
  const arena = useTarget();

  it.each(refusals)("in %s: each is answered with %i, and nothing is left", async (by, status, code) => {
    const server = await arena.serve({
      options: { handshakesPerSecond: Infinity },
      decision: { by, how: "refuse" },
    });
    const knock = async (): Promise<void> => {
      expect((await request(server.port)).status).toBe(status);
      expect(await upgradeStatus(server.port)).toBe(400);
      expect((await post(server.port, "nobody", "4hello")).status).toBe(400);
    };
    await atOnce(8, numbers(30), knock);
    await server.left(1);
    const before = await measure(arena.target);
    const count = scaled(200, 10_000);
    await atOnce(8, numbers(count), knock);
    await server.left(1);
    await expectBaseline(arena.target, before);
    const { accepted, errors } = await server.status();
    const all = 30 + count;
    expect({ accepted, errors }).toEqual({
      accepted: 0,
      errors: by === "use" ? { [code]: 3 * all } : { [code]: 2 * all, 1: all },
    });
  });
});

describe("CVE-2026-1527: an application that puts input into a header", () => {
  it.each(["a\r\nInjected: yes", "a\nInjected: yes", "a\0"])("%j adds no header", async (value) => {
    const http = createServer();
    const engine = new Server({ pingInterval: 50, pingTimeout: 50 });
    engine.attach(http);
    engine.on("headers", (headers: Record<string, string>, request: { url?: string }) => {
      if (request.url?.includes("evil") === true) headers["X-App"] = value;
    });
    http.listen(0, "127.0.0.1");
    onTestFinished(() => {
      engine.close();
      http.close();
      http.closeAllConnections();
    });
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    for (const [bytes, status] of [
      [upgradeBytes({ query: "evil" }), 500],
      // Node sends nothing of it.
      [requestBytes({ query: "evil" }), 0],
    ] as const) {
      const wire = dial(port);
      wire.send(bytes);
      const { status: answered, headers } = await readResponse(wire);
      expect(answered).toBe(status);
      expect(headers.map(([name]) => name)).not.toContain("Injected");
      await wire.closed();
    }
    expect(await open(port)).toHaveLength(20);
    // The session whose greeting could not be sent ends with its heartbeat.
    await expect.poll(() => engine.clientsCount, { timeout: 5000 }).toBe(0);
  });
});
