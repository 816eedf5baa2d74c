import { Buffer } from "node:buffer";
import { once } from "node:events";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { attach, listen, type ServerOptions } from "@sockeye/server/engine";
import { describe, expect, it, onTestFinished } from "vitest";
import { requestBytes } from "../engine-table/harness/call.ts";
import { readResponse } from "../engine-table/harness/http-response.ts";
import { upgradeBytes } from "../engine-table/harness/socket-wire.ts";
import { dial, open, post, request } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

/** An engine on a port of its own. */
async function listenAnywhere(options: ServerOptions = {}): Promise<HttpServer> {
  const engine = listen(0, options);
  const server = engine.httpServer!;
  onTestFinished(async () => {
    const closed = once(server, "close");
    server.close();
    engine.close();
    server.closeAllConnections();
    await closed;
  });
  await once(server, "listening");
  return server;
}

describe("row 1: heads of requests that take their time", () => {
  it("listen: they have ten seconds, on a server of the application the time that it gives", async () => {
    expect((await listenAnywhere()).headersTimeout).toBe(10_000);
    const server = createServer();
    const { headersTimeout, requestTimeout } = server;
    attach(server).close();
    expect([server.headersTimeout, server.requestTimeout]).toEqual([headersTimeout, requestTimeout]);
  });

  it.each([
    ["that stops", 0],
    ["that goes on byte by byte", 20],
  ])("listen: a head %s is answered with 408 when its time is over", async (_name, pace) => {
    const server = await listenAnywhere();
    // Node goes by the number that stands here when it looks after them, which is every second.
    server.headersTimeout = 50;
    const { port } = server.address() as AddressInfo;
    const sid = await open(port);
    const slow = dial(port);
    slow.send("GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nX: ");
    const timer = pace === 0 ? undefined : setInterval(() => slow.send("x"), pace);
    expect((await readResponse(slow)).status).toBe(408);
    clearInterval(timer);
    await slow.closed();
    expect((await post(port, sid, "4hello")).status).toBe(200);
  });
});

/** Puts 2,500 headers in front of one: Node reads all of them, and hands on only the first thousand or so. */
function crowd(bytes: Buffer, name: string): Buffer {
  const text = bytes.toString("latin1").replace(`\r\n${name}: `, `\r\n${"a:\r\n".repeat(2500)}${name}: `);
  return Buffer.from(text, "latin1");
}

describe("CVE-2024-37890: headers that push others out of sight", () => {
  const arena = useTarget();

  it.each([
    ["the header Upgrade", "Upgrade", upgradeBytes({})],
    [
      "the length of a body",
      "Content-Length",
      upgradeBytes({ headers: { "Content-Length": "5" }, more: "hello" }),
    ],
    [
      "that there are chunks",
      "Transfer-Encoding",
      upgradeBytes({ headers: { "Transfer-Encoding": "chunked" }, more: "5\r\nhello\r\n0\r\n\r\n" }),
    ],
  ])("%s, in an upgrade request: refused", async (_name, hidden, bytes) => {
    const server = await arena.serve();
    const wire = dial(server.port);
    wire.send(crowd(bytes, hidden));
    expect([400, 431]).toContain((await readResponse(wire)).status);
    await wire.closed();
    expect(await server.status()).toMatchObject({ accepted: 0 });
  });

  it("the length of a body that is posted: it is read up to its end, and no further", async () => {
    const server = await arena.serve({ behaviour: "count" });
    const sid = await open(server.port);
    const wire = dial(server.port);
    wire.send(crowd(requestBytes({ method: "POST", sid, body: "4hello" }), "Content-Length"));
    wire.send(requestBytes({ method: "POST", sid, body: "4you" }));
    expect([(await readResponse(wire)).status, (await readResponse(wire)).status]).toEqual([200, 200]);
    expect(await server.status()).toMatchObject({ messages: 2, bytes: 8, open: 1 });
    wire.reset();
  });

  it("the length of one that is too large: 413", async () => {
    const server = await arena.serve();
    const sid = await open(server.port);
    const wire = dial(server.port);
    wire.send(crowd(requestBytes({ method: "POST", sid, body: "4".repeat(1_000_001) }), "Content-Length"));
    expect((await readResponse(wire)).status).toBe(413);
    await wire.closed();
    expect((await request(server.port, { sid, method: "POST", body: "4hello" })).status).toBe(200);
  });
});
