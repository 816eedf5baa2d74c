import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server as HttpServer } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fetchText, listenOnLoopback, shutDown } from "../hosts/node/testing/http-client.ts";
import { FakeApp } from "../hosts/uws/testing/fake-app.ts";
import { ClientBundles } from "./client-bundles.ts";
import type { ServerOptions } from "./options.ts";
import { Server } from "./server.ts";

const SCRIPT = "/* a script */";
const ENGINE = '{"code":0,"message":"Transport unknown"}';

let home: string;
let httpServer: HttpServer;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "sockeye-bundles-"));
  mkdirSync(join(home, "client-dist"));
  writeFileSync(join(home, "package.json"), '{"version":"7.8.9"}');
  putFile("socket.io.js");
  httpServer = createServer((_request, response) => response.end("the application"));
});

afterEach(async () => {
  await shutDown(httpServer);
  rmSync(home, { recursive: true, force: true });
});

function putFile(name: string, text = SCRIPT): void {
  writeFileSync(join(home, "client-dist", name), text);
}

function createBundles(): ClientBundles {
  return new ClientBundles(() => pathToFileURL(`${home}/`));
}

function createIo(options: Partial<ServerOptions> = {}): Server {
  const io = new Server(options);
  io._serveBundlesOf(pathToFileURL(`${home}/`));
  return io;
}

/** Attaches it, and asks for these; what came as a body, by what was asked for. */
async function ask(io: Server, ...paths: string[]): Promise<Record<string, string>> {
  io.attach(httpServer);
  const port = await listenOnLoopback(httpServer);
  const answers = paths.map(async (path) => [path, (await fetchText(port, path)).body] as const);
  return Object.fromEntries(await Promise.all(answers));
}

describe("the bundles in a folder", () => {
  it("are read once", () => {
    const bundles = createBundles();
    const file = bundles.find("socket.io.js");
    expect(file?.answer(undefined).body.toString()).toBe(SCRIPT);
    putFile("socket.io.js", "changed");
    expect(bundles.find("socket.io.js")).toBe(file);
  });

  it("are looked for once, too", () => {
    const bundles = createBundles();
    expect(bundles.find("socket.io.min.js")).toBeUndefined();
    putFile("socket.io.min.js");
    expect(bundles.find("socket.io.min.js")).toBeUndefined();
  });

  it("are known by the version of the package", () => {
    expect(createBundles().find("socket.io.js")?.answer('"7.8.9"').status).toBe(304);
  });

  it("are not there where the package is nowhere", () => {
    const bundles = new ClientBundles(() => new URL("../", undefined));
    expect(bundles.find("socket.io.js")).toBeUndefined();
  });

  it("are not there without a version", () => {
    rmSync(join(home, "package.json"));
    expect(createBundles().find("socket.io.js")).toBeUndefined();
  });
});

describe("on an HTTP server", () => {
  it("a bundle is served, and all else goes where it went", async () => {
    expect(
      await ask(createIo(), "/socket.io/socket.io.js", "/socket.io/socket.io.js?a", "/socket.io/foo.js", "/"),
    ).toEqual({
      "/socket.io/socket.io.js": SCRIPT,
      "/socket.io/socket.io.js?a": SCRIPT,
      "/socket.io/foo.js": ENGINE,
      "/": "the application",
    });
  });

  it("a bundle that is not there is the engine's", async () => {
    const path = "/socket.io/socket.io.min.js";
    expect(await ask(createIo(), path)).toEqual({ [path]: ENGINE });
  });

  it.each([
    ["the option", (): Server => createIo({ serveClient: false })],
    ["the method", (): Server => createIo().serveClient(false)],
  ])("%s switches it off", async (_how, create) => {
    const path = "/socket.io/socket.io.js";
    expect(await ask(create(), path)).toEqual({ [path]: ENGINE });
  });

  it("follows the path of the server", async () => {
    const io = createIo();
    io.attach(httpServer, { path: "/engine" });
    io.path("/later/");
    const port = await listenOnLoopback(httpServer);
    expect((await fetchText(port, "/later/socket.io.js")).body).toBe(SCRIPT);
    expect((await fetchText(port, "/engine/socket.io.js")).body).toBe(ENGINE);
    expect((await fetchText(port, "/socket.io/socket.io.js")).body).toBe("the application");
  });

  it("serves at several paths of one HTTP server", async () => {
    createIo({ path: "/a" }).attach(httpServer);
    expect(await ask(createIo({ path: "/b" }), "/a/socket.io.js", "/b/socket.io.js", "/")).toEqual({
      "/a/socket.io.js": SCRIPT,
      "/b/socket.io.js": SCRIPT,
      "/": "the application",
    });
  });

  it("is not to be disturbed by listeners that come later", async () => {
    const io = createIo();
    io.attach(httpServer);
    httpServer.on("request", (_request, response) => {
      if (!response.headersSent) response.end("late");
    });
    const port = await listenOnLoopback(httpServer);
    const headers = { "Accept-Encoding": "br" };
    expect((await fetchText(port, "/socket.io/socket.io.js", { headers })).headers).toMatchObject({
      "content-encoding": "br",
    });
  });

  it("does not come in the way of a listener that has answered before", async () => {
    createIo().attach(httpServer);
    httpServer.prependListener("request", (_request, response) => response.end("early"));
    const port = await listenOnLoopback(httpServer);
    expect((await fetchText(port, "/socket.io/socket.io.js")).body).toBe("early");
  });

  it("runs no middleware of the engine", async () => {
    const io = createIo();
    io.attach(httpServer);
    io.engine.use((_request, response) => response.end("middleware"));
    const port = await listenOnLoopback(httpServer);
    expect((await fetchText(port, "/socket.io/socket.io.js")).body).toBe(SCRIPT);
  });
});

describe("CORS", () => {
  async function fetchFrom(cors: ServerOptions["cors"], method = "GET") {
    createIo({ cors: cors as never }).attach(httpServer, { cors: { origin: "http://attached" } });
    const port = await listenOnLoopback(httpServer);
    const headers = { Origin: "http://a" };
    return fetchText(port, "/socket.io/socket.io.js", { method, headers });
  }

  it("has the headers of the server's option", async () => {
    const { headers, body } = await fetchFrom({ origin: ["http://a"], credentials: true });
    expect(headers).toMatchObject({
      "access-control-allow-origin": "http://a",
      "access-control-allow-credentials": "true",
      vary: "Origin",
    });
    expect(body).toBe(SCRIPT);
  });

  it("answers preflights", async () => {
    expect(await fetchFrom({ origin: "http://a" }, "OPTIONS")).toMatchObject({ status: 204, body: "" });
  });

  it("waits for the application to decide", async () => {
    const { headers } = await fetchFrom({
      origin: (_origin, callback) => setImmediate(callback, null, true),
    });
    expect(headers["access-control-allow-origin"]).toBe("http://a");
  });

  it.each([
    ["says no", (_origin: unknown, callback: (error: Error) => void): void => callback(new Error("no"))],
    [
      "throws",
      (): void => {
        throw new Error("a bug");
      },
    ],
  ])("lets who asks have the file without its headers when the application %s", async (_how, origin) => {
    const { status, headers, body } = await fetchFrom({ origin: origin as never });
    expect([status, body]).toEqual([200, SCRIPT]);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });

  it("is nothing without the option, whatever it is attached with", async () => {
    const { headers } = await fetchFrom(undefined);
    expect(headers).not.toHaveProperty("access-control-allow-origin");
  });
});

describe("on an HTTP/2 server", () => {
  it("a bundle is served, and a client may leave before that", async () => {
    const server = createHttp2Server();
    const decisions: (() => void)[] = [];
    const asked = new Promise<void>((resolve) => {
      const origin = (_origin: unknown, callback: (error: null, allowed: boolean) => void): void => {
        decisions.push(() => callback(null, true));
        if (decisions.length === 2) resolve();
      };
      createIo({ cors: { origin } }).attach(server);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const target = { ":path": "/socket.io/socket.io.js", origin: "http://a", "accept-encoding": "gzip" };
    const leaving = session.request(target);
    const staying = session.request(target);
    const answered = once(staying, "response");
    await asked;
    leaving.close();
    await once(leaving, "close");
    for (const decide of decisions) decide();
    const [headers] = (await answered) as [Record<string, unknown>];
    expect(headers).toMatchObject({ ":status": 200, "content-encoding": "gzip", etag: '"7.8.9"' });
    staying.resume();
    await once(staying, "close");
    session.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("on an app of uWebSockets.js", () => {
  function attach(options: Partial<ServerOptions> = {}): FakeApp {
    const app = new FakeApp();
    createIo(options).attachApp(app);
    return app;
  }

  it("a bundle is served", () => {
    const response = attach().request({ url: "/socket.io/socket.io.js?a" });
    expect(response.state).toBe("ended");
    expect(response.headers).toEqual([
      ["Cache-Control", "public, max-age=0"],
      ["Content-Type", "application/javascript; charset=utf-8"],
      ["ETag", '"7.8.9"'],
    ]);
    expect(response.text).toBe(SCRIPT);
  });

  it("one that is known is not sent again, nor to HEAD", () => {
    const app = attach();
    const headers = { "if-none-match": '"7.8.9"' };
    const known = app.request({ url: "/socket.io/socket.io.js", headers });
    expect([known.code, known.text, known.headers]).toEqual([304, "", []]);
    expect(app.request({ url: "/socket.io/socket.io.js", method: "HEAD" }).text).toBe("");
  });

  it("takes no request for those that are not there, or not to be served", () => {
    expect([...attach().handlers.keys()].sort()).toEqual(["/socket.io/", "/socket.io/socket.io.js"]);
    expect([...attach({ serveClient: false }).handlers.keys()]).toEqual(["/socket.io/"]);
  });
});
