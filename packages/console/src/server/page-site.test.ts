import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PageSite } from "./page-site.ts";
import { putInFront } from "./request-front.ts";

const SCRIPT = "console.log('page');".repeat(100);
let folder: string;
let server: Server;
let release: () => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "console-page-"));
  writeFileSync(join(folder, "index.html"), "<head><!-- sockeye-console --></head>");
  writeFileSync(join(folder, "console.js"), SCRIPT);
  writeFileSync(join(folder, "notes.txt"), "not a part of the page");
  server = createServer((_request, response) => response.end("the application"));
  const site = new PageSite({
    folder: pathToFileURL(`${folder}/`),
    path: "/tools/console",
    config: { path: "/socket.io", namespace: `/"><script>&'`, open: true },
  });
  release = putInFront(server, (incoming, outgoing) => site.take(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: "127.0.0.1", path, headers, method, agent: false });
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.end();
  });
}

describe("the page", () => {
  it("knows where it comes from, whatever the names are", async () => {
    const { status, headers, body } = await get("/tools/console/?x=1");
    expect(status).toBe(200);
    expect(String(body)).toBe(
      '<head><meta name="sockeye-console" content="{&quot;path&quot;:&quot;/socket.io&quot;,' +
        '&quot;namespace&quot;:&quot;/\\&quot;&gt;&lt;script&gt;&amp;&#39;&quot;,&quot;open&quot;:true}"></head>',
    );
    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": expect.stringContaining(
        "script-src 'self'; style-src 'self'; img-src",
      ) as string,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cache-control": "no-cache",
      "content-length": String(body.length),
    });
  });

  it.each([
    ["br", "gzip, deflate, br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
    ["gzip", "br;q=0, gzip;q=0.5", gunzipSync],
    [undefined, "identity", (body: Buffer) => body],
  ])("comes compressed with %s for %s", async (encoding, accepted, decompress) => {
    for (const attempt of [1, 2]) {
      const { headers, body } = await get("/tools/console/console.js", { "Accept-Encoding": accepted });
      expect([attempt, headers["content-encoding"], headers["vary"]]).toEqual([
        attempt,
        encoding,
        "Accept-Encoding",
      ]);
      expect(String(decompress(body))).toBe(SCRIPT);
    }
  });

  it("is not sent to who has it", async () => {
    const { headers } = await get("/tools/console/console.js");
    const again = await get("/tools/console/console.js", { "If-None-Match": `"x", ${headers.etag}` });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
    expect((await get("/tools/console/")).headers.etag).not.toBe(headers.etag);
  });

  it.each([
    ["plain", {}],
    ["compressed", { "Accept-Encoding": "br" }],
  ])("has a head without a body: %s", async (_, headers) => {
    const answer = await get("/tools/console/console.js", headers, "HEAD");
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
  });

  it("has a slash at its end", async () => {
    const { status, headers } = await get("/tools/console");
    expect([status, headers.location]).toEqual([308, "console/"]);
  });

  it.each(["none.js", "notes.txt", "../console-page", "..%2fpackage.json", "__proto__", "constructor"])(
    "has no file %s",
    async (name) => {
      const { status, headers } = await get(`/tools/console/${name}`);
      expect([status, headers["x-content-type-options"]]).toEqual([404, "nosniff"]);
    },
  );

  it("is only read", async () => {
    const { status, headers } = await get("/tools/console/", {}, "POST");
    expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
  });

  it("says that it has not been built, and is there when it has", async () => {
    const index = join(folder, "index.html");
    rmSync(index);
    expect((await get("/tools/console/")).status).toBe(503);
    writeFileSync(index, "built");
    expect(String((await get("/tools/console/")).body)).toBe("built");
  });
});

describe("other requests", () => {
  it.each(["/", "/tools/consoles", "/tools"])("reach the application: %s", async (path) => {
    expect(String((await get(path)).body)).toBe("the application");
  });

  it("do so when the page is taken away, and listeners are as they were", async () => {
    const later = (): void => {};
    server.on("request", later);
    release();
    expect(server.listeners("request").length).toBe(2);
    expect(server.listeners("request")[1]).toBe(later);
    expect(String((await get("/tools/console/")).body)).toBe("the application");
  });

  it("do so even while somebody else holds on to the listener", async () => {
    const [held] = server.listeners("request") as ((...args: unknown[]) => void)[];
    server.removeAllListeners("request");
    server.on("request", (...args) => held!(...args));
    release();
    expect(String((await get("/tools/console/")).body)).toBe("the application");
  });

  it("are left alone when they were answered before", async () => {
    const [dispatch] = server.listeners("request") as ((...args: unknown[]) => void)[];
    server.removeAllListeners("request");
    server.on("request", (incoming, outgoing) => {
      outgoing.writeHead(418);
      dispatch!(incoming, outgoing);
      outgoing.end();
    });
    expect((await get("/tools/console/")).status).toBe(418);
  });
});
