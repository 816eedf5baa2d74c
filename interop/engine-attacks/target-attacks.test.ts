import { describe, expect, it } from "vitest";
import { readResponse } from "../engine-table/harness/http-response.ts";
import { requestBytes } from "../engine-table/harness/call.ts";
import { dial, open, request, upgradeStatus } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

const QUERY = "?EIO=4&transport=polling";

const TARGETS = [
  "//",
  `//${QUERY}`,
  `///${QUERY}`,
  "*",
  `http://localhost/engine.io/${QUERY}`,
  `http://[/${QUERY}`,
  `//x:99999999/${QUERY}`,
  "http://",
  `/\\${QUERY}`,
  `\\\\evil\\${QUERY}`,
  "/%",
  `/${QUERY}&x=%`,
  `/${QUERY}&%=%zz&%ff`,
  `/?${"&".repeat(1000)}`,
  `/?${"a[".repeat(500)}`,
  "/?__proto__[x]=1&constructor=2",
  "/#",
  "/?#",
  "/;?;",
  `/${"../".repeat(100)}${QUERY}`,
  `/${"x".repeat(65_536)}${QUERY}`,
  `/?sid=${"x".repeat(15_000)}`,
  `/${QUERY}&sid=%00`,
  `/${QUERY}&sid=__proto__`,
  "/?transport=__proto__",
];

describe("row 23: request targets of every ugly shape", () => {
  const arena = useTarget();

  it.each(["attached", "handed"] as const)("where requests are %s", async (host) => {
    const server = await arena.serve({ host, options: { path: "/" }, honest: false });
    for (const target of TARGETS) {
      const { status } = await request(server.port, { target });
      expect([200, 400, 404, 414, 431], target).toContain(status);
      expect([0, 101, 400, 404, 414, 431], target).toContain(await upgradeStatus(server.port, { target }));
    }
  });

  it("targets of any bytes", async () => {
    const server = await arena.serve({ host: "handed", honest: false });
    for (let byte = 1; byte < 256; byte++) {
      for (const target of [
        `/${String.fromCharCode(byte)}${QUERY}`,
        `/${QUERY}&sid=${String.fromCharCode(byte)}`,
      ]) {
        const { status } = await request(server.port, { target });
        expect(status === 0 || (status >= 200 && status < 500), `byte ${byte}: ${status}`).toBe(true);
      }
    }
  });

  it("a query of 10,000 names is read in linear time and leaves no trace", async () => {
    const server = await arena.serve({ host: "handed" });
    const names = Array.from({ length: 1500 }, (_, index) => `n${index}`).join("=&");
    expect((await request(server.port, { target: `/${QUERY}&${names}` })).status).toBe(200);
  });
});

const METHODS = ["GET", "POST", "HEAD", "OPTIONS", "DELETE", "PATCH", "PUT", "TRACE", "PROPFIND", "QUERY"];
const TRANSPORTS = ["polling", "websocket", "webtransport", "carrier", ""];

describe("row 43: every method, transport and kind of sid", () => {
  const arena = useTarget();

  it.each(TRANSPORTS)('transport "%s" is answered, and never with 5xx', async (transport) => {
    const server = await arena.serve();
    for (const method of METHODS) {
      for (const kind of ["none", "unknown", "known"]) {
        const sid = kind === "known" ? await open(server.port) : kind === "unknown" ? "nobody" : undefined;
        const suffix = sid === undefined ? "" : `&sid=${sid}`;
        const target = `/engine.io/?EIO=4&transport=${transport}${suffix}`;
        // Only a valid poll may wait.
        if (method === "GET" && transport === "polling" && kind === "known") continue;
        const { status } = await request(server.port, { method, target });
        expect(status >= 200 && status < 500, `${method} ${target}: ${status}`).toBe(true);
      }
    }
  });

  it("requests behind each other on one connection are answered in order", async () => {
    const server = await arena.serve();
    const sid = await open(server.port);
    const wire = dial(server.port);
    wire.send(
      requestBytes({ sid: "nobody" }),
      requestBytes({ method: "POST", sid, body: "4hello" }),
      requestBytes({ method: "PUT", sid }),
      requestBytes({}),
    );
    const statuses: number[] = [];
    for (let count = 0; count < 4; count++) statuses.push((await readResponse(wire)).status);
    expect(statuses).toEqual([400, 200, 405, 200]);
    wire.reset();
  });

  it("HTTP/1.0 polls, too", async () => {
    const server = await arena.serve();
    const wire = dial(server.port);
    wire.send(requestBytes({ version: "HTTP/1.0" }));
    expect((await readResponse(wire)).status).toBe(200);
    await wire.closed();
  });
});
