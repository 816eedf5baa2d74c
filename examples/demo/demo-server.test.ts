import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { RoomView } from "./chat/events.ts";
import { startDemo } from "./demo-server.ts";
import type { Demo, DemoOptions } from "./demo-server.ts";
import { granted, heard, Stage } from "./testing/clients.ts";
import { buildPracticeProgram } from "./testing/practice-program.ts";
import type { BuiltProgram } from "./testing/practice-program.ts";
import { requestRaw } from "./testing/raw-client.ts";

let program: BuiltProgram;
const clients = new Stage();
const running: Demo[] = [];

beforeAll(async () => {
  program = await buildPracticeProgram();
});
afterEach(async () => {
  await clients.end();
  await Promise.all(running.splice(0).map((demo) => demo.close()));
});
afterAll(() => program.remove());

async function start(options: DemoOptions = {}): Promise<Demo> {
  const demo = await startDemo({ port: 0, practiceProgram: program.url, ...options });
  running.push(demo);
  return demo;
}

describe("the page", () => {
  it.each([
    ["/", "text/html; charset=utf-8"],
    ["/index.html?x=1", "text/html; charset=utf-8"],
    ["/app.js", "text/javascript; charset=utf-8"],
    ["/page.css", "text/css; charset=utf-8"],
    ["/tokens.css", "text/css; charset=utf-8"],
    ["/logo.svg", "image/svg+xml"],
  ])("has %s", async (path, type) => {
    const { url } = await start();
    const response = await fetch(new URL(path, url));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toContain(
      "default-src 'none'; script-src 'self'",
    );
    expect((await response.text()).length).toBeGreaterThan(100);
  });

  it("has nothing inline that its own policy would forbid, and nothing from elsewhere", async () => {
    const { url } = await start();
    const html = await (await fetch(url)).text();
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:|https?:/);
    expect(html.match(/<script[^>]*>/g)?.every((tag) => tag.includes(" src="))).toBe(true);
  });

  it("is there for GET and HEAD only", async () => {
    const { url } = await start();
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(Number(head.headers.get("content-length"))).toBeGreaterThan(100);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
      const response = await fetch(url, { method });
      expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    }
  });

  it.each([
    "/../package.json",
    "/%2e%2e/package.json",
    "/..%2fsettings.ts",
    "/public/../server.ts",
    "//etc/passwd",
    "/index.html%00.js",
    "/tsconfig.json",
    "/nothing.js",
    "/constructor",
    "/..\\server.ts",
  ])("has no way out of its folders: %s", async (path) => {
    const { url } = await start();
    expect(await requestRaw(url, [`GET ${path} HTTP/1.1`, "Host: x"])).toMatch(/^HTTP\/1\.1 404 /);
  });

  it("may be kept by browsers when it is asked to", async () => {
    const { url } = await start({ cacheControl: "public, max-age=300" });
    expect((await fetch(url)).headers.get("cache-control")).toBe("public, max-age=300");
    expect((await fetch(new URL("/nothing.js", url))).headers.get("cache-control")).toBe("no-store");
  });
});

describe("the server", () => {
  it("has chat, whiteboard, console and practice server", async () => {
    const { url, practice, token } = await start();
    const chat = await clients.connect(new URL("/chat", url).href, { auth: { name: "Ada" } });
    const { visitors } = await granted<RoomView>(chat, "enter", "#lobby");
    expect(visitors).toEqual([{ id: chat.id, name: "Ada" }]);
    await clients.connect(new URL("/board", url).href, { auth: { name: "Ada" } });
    const console = await clients.connect(new URL("/sockeye-console", url).href);
    expect(await console.emitWithAck("practice", "status")).toEqual({
      ok: { running: true, url: practice.url },
    });
    const practising = await clients.connect(practice.url);
    expect(await practising.emitWithAck("echo", 1)).toBe(1);
    expect(token).toBeUndefined();
  });

  it("keeps the console locked, but for a token, where others can reach it", async () => {
    const { port, token } = await start({ host: "0.0.0.0" });
    const url = `http://127.0.0.1:${port}/sockeye-console`;
    expect(token).toMatch(/^[\w-]{16}$/);
    await heard(clients.open(url, { reconnection: false }), "connect_error");
    await clients.connect(url, { auth: { token } });
  });

  it.each([
    ["a page elsewhere", ["Host: 127.0.0.1", "Origin: https://evil.example"]],
    ["a page elsewhere whose name leads here", ["Host: evil.example"]],
    ["nobody in particular", ["Host: [", "Origin: null"]],
  ])("refuses %s", async (_who, headers) => {
    const { url } = await start();
    const answer = await requestRaw(url, ["GET /socket.io/?EIO=4&transport=polling HTTP/1.1", ...headers]);
    expect(answer).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  it.each(["localhost", "127.0.0.1:3000", "[::1]:3000"])("is for those who call it %s", async (host) => {
    const { url } = await start();
    const lines = ["GET /socket.io/?EIO=4&transport=polling HTTP/1.1", `Host: ${host}`];
    expect(await requestRaw(url, lines)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("the port", () => {
  it("is the next free one when the wanted one is taken", async () => {
    const first = await start();
    const second = await start({ port: first.port });
    expect(second.port).toBeGreaterThan(first.port);
    expect(second.url).toBe(`http://127.0.0.1:${second.port}/`);
    expect((await fetch(second.url)).status).toBe(200);
  });

  it("is none when all of them are taken, and the demo says so", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as AddressInfo;
    await expect(start({ port, portAttempts: 1 })).rejects.toThrow(
      `${port} to ${port} of 127.0.0.1 are all taken`,
    );
    blocker.close();
  });

  it("is free again after closing, and the practice server is gone", async () => {
    const demo = await start();
    const chat = await clients.connect(new URL("/chat", demo.url).href, { auth: { name: "Ada" } });
    const disconnected = heard(chat, "disconnect");
    await Promise.all([demo.close(), demo.close()]);
    await disconnected;
    expect(demo.practice.running).toBe(false);
    expect((await start({ port: demo.port, portAttempts: 1 })).port).toBe(demo.port);
  });
});
