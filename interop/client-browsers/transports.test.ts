/** By which ways pages and server talk. */
import { describe, expect, it } from "vitest";
import { browserUnderTest } from "./browsers/browser-under-test.ts";
import { bundles, clientUnderTest } from "./client-under-test.ts";
import { describeBrowser, where } from "./stage.ts";
import type { SeenHandshake } from "./types.ts";

describeBrowser("transports", (stage) => {
  const shared = stage.share(bundles.module);

  it.each([
    { way: "polling", initiator: "xmlhttprequest" },
    { way: "fetch", initiator: "fetch" },
  ] as const)("polling with an $initiator only", async ({ way, initiator }) => {
    const page = await stage.open();
    const seen = await page.run(async (kit, name) => {
      performance.clearResourceTimings();
      const visitor = kit.open(kit.by(name));
      visitor.socket.emit("gift");
      const texts = await visitor.ask("echo", "x".repeat(20_000));
      const gift = await kit.describe(await visitor.until("heard gift"));
      const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      const { transport } = await visitor.ask<SeenHandshake>("handshake");
      return {
        ...{ length: (texts as string).length, gift, transport },
        name: visitor.socket.io.engine.transport.name,
        initiators: [...new Set(entries.map(({ initiatorType }) => initiatorType))],
      };
    }, way);
    const bytes = "ArrayBuffer 000102fdfeff";
    expect(seen).toEqual({
      length: 20_000,
      gift: [bytes, { nested: [bytes, "text"] }],
      transport: "polling",
      name: "polling",
      initiators: [initiator],
    });
  });

  it("WebSocket only", async () => {
    const page = await stage.open();
    const seen = await page.run(async (kit) => {
      performance.clearResourceTimings();
      const visitor = kit.open({ transports: ["websocket"] });
      const { transport } = await visitor.ask<SeenHandshake>("handshake");
      const entries = performance.getEntriesByType("resource");
      return { transport, requests: entries.map(({ name }) => name) };
    });
    expect(seen).toEqual({ transport: "websocket", requests: [] });
  });

  it.each(["both", "fetch"])("from polling by %s to WebSocket: nothing is lost or overtaken", async (way) => {
    const seen = await shared().run(async (kit, name) => {
      const { Fetch, WebSocket } = kit.client;
      const transports = name === "fetch" ? [Fetch, WebSocket] : undefined;
      const visitor = kit.open(transports && { transports });
      let next = 0;
      const send = () => visitor.socket.emit("echo", next++);
      // Before, during and after the upgrade: each answer is followed by another message.
      visitor.socket.on("echo", () => void (next < 100 && send()));
      for (let times = 0; times < 20; times += 1) send();
      const upgrade = await visitor.until("upgrade");
      await visitor.until("heard echo", 100);
      const echoes = visitor.notes.of("heard echo").map(([, number]) => number as number);
      const { transport } = await visitor.ask<SeenHandshake>("handshake");
      return { upgrade, transport, echoes, connects: visitor.notes.of("connect").length };
    }, way);
    expect(seen).toEqual({
      upgrade: ["websocket"],
      transport: "websocket",
      echoes: Array.from({ length: 100 }, (_, index) => index),
      connects: 1,
    });
  });

  it("stays with polling when told so", async () => {
    const page = shared();
    const seen = await page.run(async (kit) => {
      const visitor = kit.open({ upgrade: false });
      await visitor.ask("echo", 1);
      await visitor.ask("echo", 2);
      const { transport } = await visitor.ask<SeenHandshake>("handshake");
      return { transport, upgrades: visitor.notes.of("upgrade") };
    });
    expect(seen).toEqual({ transport: "polling", upgrades: [] });
  });

  it("begins with WebSocket when that worked last time", async () => {
    const page = await stage.open();
    const seen = await page.run(async (kit) => {
      const names: string[] = [];
      for (const rememberUpgrade of [false, true]) {
        const visitor = kit.open({ rememberUpgrade });
        names.push(visitor.socket.io.engine.transport.name);
        if (!rememberUpgrade) await visitor.until("upgrade");
        await visitor.ask("echo", 1);
      }
      return names;
    });
    expect(seen).toEqual(["polling", "websocket"]);
  });

  it.each(["polling", "websocket"])("binary data as base64 over %s", async (transport) => {
    const page = shared();
    const seen = await page.run(async (kit, name) => {
      const visitor = kit.open({ transports: [name], forceBase64: true });
      const described = await visitor.ask("describe", [new Uint8Array([1, 2, 255]), new Blob(["a"])]);
      return [described, await kit.describe(await visitor.ask("echo", new ArrayBuffer(2)))];
    }, transport);
    expect(seen).toEqual([["Buffer 0102ff", "Buffer 61"], "ArrayBuffer 0000"]);
  });

  it("more than the server takes in one request goes in several", async () => {
    const page = shared();
    const lengths = await page.run(async (kit) => {
      const visitor = kit.open({ transports: ["polling"] });
      await visitor.until("connect");
      const texts = Array.from({ length: 12 }, () => "☂".repeat(100_000));
      const answers = await Promise.all(texts.map((text) => visitor.ask<string>("echo", text)));
      return { lengths: answers.map((answer) => answer.length), ends: visitor.notes.of("disconnect") };
    });
    expect(lengths).toEqual({ lengths: Array.from({ length: 12 }, () => 100_000), ends: [] });
  });

  it("headers of the application's own over polling", async () => {
    const page = shared();
    const header = await page.run(async (kit) => {
      const visitor = kit.open({ transportOptions: { polling: { extraHeaders: { "x-fish": "cod" } } } });
      const { headers } = await visitor.ask<SeenHandshake>("handshake");
      return headers["x-fish"];
    });
    expect(header).toBe("cod");
  });

  describe("falls back to polling, when all may be tried,", () => {
    it("from a WebSocket that the server does not take", async () => {
      const application = await stage.start({ options: { transports: ["polling"] } });
      const page = await stage.open(application);
      const seen = await page.run(async (kit) => {
        const visitor = kit.open({ transports: ["websocket", "polling"], tryAllTransports: true });
        const { transport } = await visitor.ask<SeenHandshake>("handshake");
        return { transport, errors: visitor.notes.of("connect_error") };
      });
      expect(seen).toEqual({ transport: "polling", errors: [] });
    });

    where(browserUnderTest.abilities.includes("failsWebTransport"), () => {
      it("from a WebTransport that nobody answers", async () => {
        const page = await stage.open();
        const seen = await page.run(async (kit) => {
          const visitor = kit.open({ transports: ["webtransport", "polling"], tryAllTransports: true });
          const { transport } = await visitor.ask<SeenHandshake>("handshake");
          return { transport, errors: visitor.notes.of("connect_error") };
        });
        expect(seen).toEqual({ transport: "polling", errors: [] });
        // The published one leaves a rejection to the page.
        if (clientUnderTest.name === "published") page.forgive(/WebTransportError/);
      });
    });
  });

  it("a WebSocket that the server does not take is an error", async () => {
    const application = await stage.start({ options: { transports: ["polling"] } });
    const seen = await shared().run(async (kit, origin) => {
      const visitor = kit.open({ transports: ["websocket"], reconnection: false }, origin);
      const error = await new Promise<Error & { type?: string }>((resolve) => {
        visitor.socket.once("connect_error", resolve);
      });
      return [error.message, error.type, visitor.socket.active];
    }, application.origin);
    expect(seen).toEqual(["websocket error", "TransportError", true]);
  });
});
