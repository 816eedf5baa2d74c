import { createServer } from "node:http";
import { Server } from "@sockeye/server";
import { afterEach, describe, expect, it, vi } from "vitest";
import { attachConsole } from "./attach-console.ts";
import type { ConsoleOptions } from "./options.ts";
import { ask, askFor, ConsoleBench, once } from "./testing/console-bench.ts";

let bench: ConsoleBench;

async function start(options: Partial<ConsoleOptions> = {}): Promise<ConsoleBench> {
  bench = await new ConsoleBench(options).listen();
  return bench;
}

describe("attaching", () => {
  it.each([
    [undefined, /attachConsole needs auth: .*; pass auth: "open" only where everybody/],
    [{}, /attachConsole needs auth/],
    [{ auth: { token: "" } }, /attachConsole needs auth/],
    [{ auth: { token: undefined } }, /attachConsole needs auth/],
    [{ auth: "open", allow: ["delete"] }, /allow takes "emit", .*, not "delete"/],
    [{ auth: "open", path: "console" }, /path begins with a slash/],
    [{ auth: "open", path: "/" }, /path begins with a slash/],
    [{ auth: "open", namespace: "a b" }, /namespace begins with a slash/],
  ])("is refused with %j", (options, message) => {
    const io = new Server(createServer());
    expect(() => attachConsole(io, options as never)).toThrow(message);
  });

  it("needs an HTTP server and an engine of ours", () => {
    expect(() => attachConsole(new Server(), { auth: "open" })).toThrow(/needs a server that is attached/);
    const foreign = new Server();
    foreign.bind({ on: () => {} });
    const httpServer = createServer();
    expect(() => attachConsole(foreign, { auth: "open", httpServer })).toThrow(
      /an engine of @sockeye\/server/,
    );
  });

  it("happens once, and again after it was closed", async () => {
    const io = new Server(createServer());
    const first = attachConsole(io, { auth: "open" });
    expect(() => attachConsole(io, { auth: "open" })).toThrow(/this server has a console/);
    await first.close();
    await first.close();
    const second = attachConsole(io, { auth: "open", path: "/second/" });
    expect([first.path, second.path]).toEqual(["/console/", "/second/"]);
    await second.close();
  });

  it.each(["used", "dynamic"])("leaves a namespace alone that is the application's: %s", (how) => {
    const io = new Server(createServer());
    if (how === "used") io.of("/sockeye-console");
    else io.of(/^\/sockeye/).on("connection", () => {});
    expect(() => attachConsole(io, { auth: "open" })).toThrow(/is the application's own/);
    const other = { auth: "open", namespace: "/other" } as const;
    expect(() => attachConsole(io, other)).not.toThrow();
  });
});

describe("a console", () => {
  afterEach(() => bench.dispose());

  it("answers what it does not understand, and what is not allowed, with a sentence", async () => {
    await start();
    const page = await bench.page();
    expect(await ask(page, "sockets", 7)).toEqual({
      error: "The question is not understood: it is not an object.",
    });
    expect(await ask(page, "watch", "yes")).toEqual({ error: "“watch” takes true or false." });
    expect(await ask(page, "act", { action: "disconnect", target: { namespace: "/" } })).toEqual({
      error: "This server does not allow “disconnect”: its console was attached without it.",
    });
    expect(await ask(page, "follow", { namespace: "/", id: "x" })).toEqual({
      error: "This server does not allow “follow”: its console was attached without it.",
    });
    expect(await ask(page, "diagnose", { url: "http://localhost", path: "/" })).toEqual({
      error: "This server does not look into other servers.",
    });
    expect(await ask(page, "practice", "kill")).toEqual({ error: "This server has no practice server." });
    // Nobody waits for an answer: then there is none.
    page.emit("watch", true, undefined as never);
    expect(await ask(page, "namespaces", { offset: 0, limit: 1 })).toMatchObject({ ok: { total: 1 } });
  });

  it("is locked, and a token opens it", async () => {
    await start({ auth: { token: "open sesame" } });
    const attempt = async (auth: Record<string, unknown>): Promise<unknown> => {
      const [error] = await once(bench.open("/sockeye-console", { auth }), "connect_error");
      return [(error as Error).message, (error as { data?: unknown }).data];
    };
    const data = { locked: true };
    expect(await attempt({})).toEqual(["The console of this server needs a token.", data]);
    expect(await attempt({ token: "x" })).toEqual(["This is not the token of this console.", data]);
    const page = await bench.page({ auth: { token: "open sesame" } });
    expect(await askFor(page, "namespaces", { offset: 0, limit: 1 })).toMatchObject({ total: 1 });
  });

  it("serves its page where it says, beside the application", async () => {
    await start({ path: "/tools/" });
    expect(bench.console.path).toBe("/tools/");
    const page = await fetch(bench.origin + bench.console.path);
    await page.arrayBuffer();
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; /);
    expect(await (await fetch(bench.origin)).text()).toBe("the application");
  });

  it("tells how the server is made up", async () => {
    await start({ allow: ["emit"], diagnose: true });
    const { info, history } = await askFor(await bench.page(), "watch", false);
    expect(info).toMatchObject({
      name: "Sockeye",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
      pid: process.pid,
      options: {
        path: "/socket.io",
        pingInterval: 25_000,
        transports: "polling, websocket",
        httpCompression: true,
      },
      allowed: ["emit"],
      diagnoses: true,
      practice: false,
    });
    expect(history).toEqual([]);
  });

  it("sends a sample a second to those who watch, in which its own pages do not occur", async () => {
    await start();
    const client = await bench.client();
    const page = await bench.page();
    bench.io.on("connection", (socket) => void socket.on("hello", () => {}));
    await askFor(page, "watch", true);
    client.emit("hello", "x");
    const [sample] = await once(page, "sample");
    expect(sample).toMatchObject({
      connections: 1,
      transports: { websocket: 1 },
      sockets: 1,
      messagesOut: 0,
      bytesOut: 0,
      queued: 0,
      closes: {},
      opened: 0,
    });
    expect((sample as { messagesIn: number }).messagesIn).toBeGreaterThan(0);
    const other = await bench.page();
    expect((await askFor(other, "watch", true)).history).toEqual([sample]);
    const closed = once(bench.io.engine.clients[client.io.engine.id]!, "close");
    client.disconnect();
    other.disconnect();
    await closed;
    expect((await once(page, "sample"))[0]).toMatchObject({
      connections: 0,
      closes: { "transport close": 1 },
    });
  });

  it("measures nothing while nobody watches", async () => {
    await start();
    const page = await bench.page();
    const intervals = vi.spyOn(globalThis, "setInterval");
    const cleared = vi.spyOn(globalThis, "clearInterval");
    await askFor(page, "namespaces", { offset: 0, limit: 10 });
    expect(intervals).not.toHaveBeenCalled();
    await askFor(page, "watch", true);
    expect(intervals).toHaveBeenCalledTimes(1);
    const left = once([...bench.io.of("/sockeye-console").sockets.values()][0]!, "disconnect");
    page.disconnect();
    await left;
    expect(cleared).toHaveBeenCalledTimes(1);
    vi.restoreAllMocks();
  });

  it("goes when it is closed: pages, namespace and files, and nothing else", async () => {
    await start();
    const client = await bench.client();
    const page = await bench.page();
    const gone = once(page, "disconnect");
    await bench.console.close();
    await gone;
    const refused = once(bench.open("/sockeye-console"), "connect_error");
    expect(String((await refused)[0])).toMatch(/Invalid namespace/);
    expect(client.connected).toBe(true);
    const response = await fetch(`${bench.origin}/console/`);
    expect(await response.text()).toBe("the application");
  });
});
