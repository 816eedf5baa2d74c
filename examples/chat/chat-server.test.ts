import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { afterEach, describe, expect, it } from "vitest";

import { startChat } from "./chat-server.ts";
import type { ChatOptions, RunningChat } from "./chat-server.ts";
import { ChatClient, openSocket } from "./testing/chat-client.ts";
import { openRaw, readToEnd, upgradeRequest } from "./testing/raw-client.ts";

const running: RunningChat[] = [];

async function start(options: ChatOptions = {}): Promise<RunningChat> {
  const chat = await startChat({ port: 0, closeDeadlineMs: 300, ...options });
  running.push(chat);
  return chat;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((chat) => chat.close()));
});

describe("the page", () => {
  it.each([
    ["/", "text/html; charset=utf-8"],
    ["/index.html?x=1", "text/html; charset=utf-8"],
    ["/app.js", "text/javascript; charset=utf-8"],
    ["/style.css", "text/css; charset=utf-8"],
    ["/logo.svg", "image/svg+xml"],
  ])("serves %s", async (path, type) => {
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

  it("has nothing inline that its own policy would forbid", async () => {
    const { url } = await start();
    const html = await (await fetch(url)).text();
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:|https?:/);
    expect(html.match(/<script[^>]*>/g)?.every((tag) => tag.includes(" src="))).toBe(true);
  });

  it("answers HEAD without a body, and other methods with 405", async () => {
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
  ])("has no way out of its folder: %s", async (path) => {
    const { url } = await start();
    // By hand, for a URL would be tidied up before it is sent.
    const socket = await openRaw(url);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 404 /);
  });

  it("says that a WebSocket address is one", async () => {
    const { url } = await start();
    const response = await fetch(new URL("/chat", url));
    expect([response.status, response.headers.get("upgrade")]).toEqual([426, "websocket"]);
  });

  it("may be kept by browsers when it is asked to", async () => {
    const { url } = await start({ cacheControl: "public, max-age=300" });
    expect((await fetch(url)).headers.get("cache-control")).toBe("public, max-age=300");
    expect((await fetch(new URL("/nothing.js", url))).headers.get("cache-control")).toBe("no-store");
  });
});

describe("/chat", () => {
  it("carries messages, names and presence between clients", async () => {
    const { url } = await start();
    const ada = await ChatClient.join(url, "Ada");
    expect(ada.welcome.people.map(({ name }) => name)).toEqual(["Ada"]);
    const bob = await ChatClient.join(url, "Bob");
    expect((await ada.client.next("joined")).person).toEqual(bob.welcome.you);
    bob.client.say("Hello, Ada \u{1f41f}", "b1");
    expect(await ada.client.next("said")).toMatchObject({
      text: "Hello, Ada \u{1f41f}",
      from: { name: "Bob" },
    });
    expect(await bob.client.next("said")).toMatchObject({ ref: "b1" });
    bob.client.send({ type: "rename", name: "Robert" });
    expect(await ada.client.next("renamed")).toMatchObject({ was: "Bob", person: { name: "Robert" } });
    bob.client.socket.close();
    expect((await ada.client.next("left")).person.name).toBe("Robert");
    const { welcome } = await ChatClient.join(url, "Cy");
    expect(welcome.history.map(({ text }) => text)).toEqual(["Hello, Ada \u{1f41f}"]);
    expect(welcome.people.map(({ name }) => name)).toEqual(["Ada", "Cy"]);
  });

  it("notices a client that vanishes without a closing handshake", async () => {
    const { url } = await start();
    const [ada, bob] = [await ChatClient.join(url, "Ada"), await ChatClient.join(url, "Bob")];
    bob.client.socket.terminate();
    expect((await ada.client.next("left")).person.name).toBe("Bob");
  });

  it("limits the rate of one client", async () => {
    const { url } = await start({ limits: { rate: { burst: 2, perSecond: 0.001 } } });
    const { client } = await ChatClient.join(url, "Ada");
    client.say("one", "1");
    client.say("two", "2");
    expect(await client.next("said")).toMatchObject({ ref: "1" });
    expect(await client.next("refused")).toMatchObject({ code: "too_fast", ref: "2" });
  });

  it.each([
    ["a message over the limit", "x".repeat(1025), 1009],
    ["a binary message", Buffer.from("{}"), 1003],
  ])("closes on %s", async (_what, data, code) => {
    const { url } = await start({ maxChatBytes: 1024 });
    const { client } = await ChatClient.join(url, "Ada");
    client.socket.send(data);
    expect(await client.closed).toMatchObject({ code });
  });

  it("cuts off a client that no longer answers pings, and keeps one that does", async () => {
    const { url } = await start({ heartbeatMs: 40 });
    const { client } = await ChatClient.join(url, "Ada");
    const socket = await openRaw(url);
    socket.write(upgradeRequest(url, "/chat"));
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 101 /);
    client.say("still here");
    expect(await client.next("said")).toMatchObject({ text: "still here" });
  });
});

describe("/echo", () => {
  it.each([
    ["text", "f\u00fcr \u{1f41f}", false],
    ["an empty text", "", false],
    ["bytes", Buffer.from([0, 255, 1, 254]), true],
    ["an empty binary message", Buffer.alloc(0), true],
    ["a megabyte", Buffer.alloc(1024 * 1024, "salmon"), true],
  ])("sends back %s", async (_what, data, binary) => {
    const { url } = await start();
    const socket = await openSocket(url, "/echo");
    const answered = once(socket, "message");
    socket.send(data, { binary });
    const [echo, isBinary] = (await answered) as [Buffer, boolean];
    expect(isBinary).toBe(binary);
    expect(Buffer.compare(echo, Buffer.from(data))).toBe(0);
    socket.terminate();
  });

  it("stops reading from a peer that does not read, and loses nothing", async () => {
    const { url } = await start();
    const socket = await openSocket(url, "/echo");
    const count = 40;
    socket.pause();
    for (let index = 0; index < count; index += 1) socket.send(Buffer.alloc(512 * 1024, index));
    let seen = 0;
    const all = new Promise<void>((resolve) => {
      socket.on("message", (data: Buffer) => {
        expect([data.length, data[0], data.at(-1)]).toEqual([512 * 1024, seen, seen]);
        seen += 1;
        if (seen === count) resolve();
      });
    });
    socket.resume();
    await all;
    socket.terminate();
  });

  it("closes on a message over the limit", async () => {
    const { url } = await start({ maxEchoBytes: 10 });
    const socket = await openSocket(url, "/echo");
    const closed = once(socket, "close");
    socket.send("12345678901");
    expect((await closed)[0]).toBe(1009);
  });
});

describe("upgrades", () => {
  it.each([
    ["an unknown path", "/nothing", [], 404],
    ["a foreign page", "/chat", ["Origin: http://evil.example"], 403],
    ["a page without an origin of its own", "/echo", ["Origin: null"], 403],
  ])("refuses %s", async (_what, path, headers, status) => {
    const { url } = await start();
    const socket = await openRaw(url);
    socket.write(upgradeRequest(url, path, headers));
    expect(await readToEnd(socket)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it("lets its own page in", async () => {
    const { url, close } = await start();
    const socket = await openRaw(url);
    socket.write(upgradeRequest(url, "/chat", [`Origin: ${new URL(url).origin}`]));
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString("latin1")).toMatch(/^HTTP\/1\.1 101 /);
    socket.destroy();
    await close();
  });

  it("refuses more connections than it may have", async () => {
    const { url } = await start({ maxConnections: 2 });
    await openSocket(url, "/chat");
    await openSocket(url, "/echo");
    const socket = await openRaw(url);
    socket.write(upgradeRequest(url, "/echo"));
    expect(await readToEnd(socket)).toMatch(/^HTTP\/1\.1 503 /);
  });
});

describe("the port", () => {
  it("takes the next free one when the wanted one is taken", async () => {
    const first = await start();
    const second = await start({ port: first.port });
    expect(second.port).toBeGreaterThan(first.port);
    expect(second.url).toBe(`http://127.0.0.1:${second.port}/`);
    expect((await fetch(second.url)).status).toBe(200);
  });

  it("says so when all of them are taken", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const { port } = blocker.address() as AddressInfo;
    await expect(start({ port, portAttempts: 1 })).rejects.toThrow(
      `${port} to ${port} of 127.0.0.1 are all taken`,
    );
    blocker.close();
  });

  it("does not try other ports for another trouble", async () => {
    await expect(start({ host: "192.0.2.1" })).rejects.toMatchObject({ code: "EADDRNOTAVAIL" });
  });
});

describe("closing", () => {
  it("says goodbye with 1001, and the port is free again", async () => {
    const chat = await start();
    const { client } = await ChatClient.join(chat.url, "Ada");
    const echo = await openSocket(chat.url, "/echo");
    const echoClosed = once(echo, "close");
    await Promise.all([chat.close(), chat.close()]);
    expect(await client.closed).toEqual({ code: 1001, reason: "the server goes away" });
    expect((await echoClosed)[0]).toBe(1001);
    const again = await start({ port: chat.port });
    expect(again.port).toBe(chat.port);
  });

  it("cuts off at the deadline whoever does not answer", async () => {
    const chat = await start({ closeDeadlineMs: 50 });
    const silent = await openRaw(chat.url);
    silent.write(upgradeRequest(chat.url, "/chat"));
    await once(silent, "data");
    const half = await openRaw(chat.url);
    half.write("GET / HTTP/1.1\r\nHost: x\r\n");
    const gone = Promise.all([once(silent, "close"), once(half, "close")]);
    half.on("error", () => {});
    silent.on("error", () => {});
    await chat.close();
    await gone;
  });
});
