import type { IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { head, RawConnection, upgradeHeaders } from "../hosts/node/testing/http-client.ts";
import type { Middleware } from "../http/middleware.ts";
import type { AttachOptions, ServerOptions } from "./options.ts";
import { EngineBench, websocketTarget } from "./testing/engine-bench.ts";

let bench: EngineBench;

afterEach(async () => {
  await bench.dispose();
});

async function start(options: AttachOptions & ServerOptions = {}): Promise<EngineBench> {
  bench = await new EngineBench(options).listen();
  return bench;
}

describe("use", () => {
  it("runs middlewares in order on requests and upgrades, and they see the query", async () => {
    await start();
    const seen: unknown[] = [];
    bench.engine.use((request, _response, next) => {
      seen.push(["first", (request as IncomingMessage & { _query: object })._query]);
      next();
    });
    bench.engine.use(async (request, _response, next) => {
      seen.push(["second", request.method]);
      await Promise.resolve();
      next();
    });
    await bench.open();
    await bench.connect();
    expect(seen).toEqual([
      ["first", { EIO: "4", transport: "polling" }],
      ["second", "GET"],
      ["first", { EIO: "4", transport: "websocket" }],
      ["second", "GET"],
    ]);
  });

  it("puts their headers into responses and into the 101", async () => {
    await start();
    bench.engine.use((_request, response, next) => {
      response.setHeader("X-Middleware", "1");
      next();
    });
    expect((await bench.fetch("EIO=4&transport=polling")).headers["x-middleware"]).toBe("1");
    expect(await bench.upgradeHead()).toContain("\r\nX-Middleware: 1");
  });

  const failures: readonly (readonly [string, Middleware])[] = [
    ["passes an error on", (_request, _response, next) => next(new Error("no"))],
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no"))],
  ];

  it.each(failures)("one that %s refuses the request", async (_, middleware) => {
    await start();
    const seen = bench.refusals();
    bench.engine.use(middleware);
    expect(await bench.fetch("EIO=4&transport=polling")).toMatchObject({
      status: 400,
      body: '{"code":3,"message":"Bad request"}',
    });
    expect(await bench.refusedUpgrade(websocketTarget)).toMatch(/^HTTP\/1\.1 400 .*\r\n\r\nBad request$/s);
    expect(seen.map(({ code, context }) => [code, context])).toEqual(
      Array.from({ length: 2 }, () => [3, { name: "MIDDLEWARE_FAILURE", error: new Error("no") }]),
    );
    expect(bench.engine.clientsCount).toBe(0);
  });

  it("one that fails when the head of the 101 is written does so, too", async () => {
    await start();
    const seen = bench.refusals();
    bench.engine.use((_request, response, next) => {
      response.writeHead = () => {
        throw new Error("no");
      };
      next();
    });
    expect(await bench.refusedUpgrade(websocketTarget)).toMatch(/^HTTP\/1\.1 400 /);
    expect(seen).toMatchObject([{ code: 3, context: { name: "MIDDLEWARE_FAILURE" } }]);
    expect(bench.engine.clientsCount).toBe(0);
  });

  it("one that answers by itself keeps the request", async () => {
    await start();
    bench.engine.use((_request, response) => {
      response.statusCode = 418;
      response.end("mine");
    });
    expect(await bench.fetch("EIO=4&transport=polling")).toMatchObject({ status: 418, body: "mine" });
    expect(await bench.refusedUpgrade(websocketTarget)).toBe("");
  });

  it.each([
    ["request", head("GET /engine.io/?EIO=4&transport=polling"), "close"],
    ["upgrade", head(`GET ${websocketTarget}`, upgradeHeaders), "end"],
  ])("opens no session for a client that has left meanwhile: %s", async (_, text, sign) => {
    await start();
    const passed = new Promise<void>((resolve) => {
      bench.engine.use((request, _response, next) => {
        request.socket.once(sign, () =>
          setImmediate(() => {
            next();
            resolve();
          }),
        );
        arrived();
      });
    });
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const connection = await RawConnection.open(bench.port, text);
    await arrival;
    connection.destroy();
    await passed;
    expect([bench.engine.clientsCount, bench.sockets]).toEqual([0, []]);
  });

  it.each([
    ["request", head("GET /engine.io/?EIO=4&transport=polling")],
    ["upgrade", head(`GET ${websocketTarget}`, upgradeHeaders)],
  ])("nor for one that leaves while allowRequest is asked: %s", async (_, text) => {
    const answers: (() => void)[] = [];
    let arrived = (): void => {};
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    await start({
      maxPendingHandshakes: 1,
      allowRequest: (_request, answer) => {
        if (answers.push(() => answer(null, true)) === 1) arrived();
        else answer(null, true);
      },
    });
    const left = new Promise<void>((resolve) => {
      bench.http.once("connection", (socket) => socket.once("close", () => resolve()));
    });
    const connection = await RawConnection.open(bench.port, text);
    await arrival;
    connection.destroy();
    await left;
    // Its place is free for the next one.
    expect((await bench.fetch("EIO=4&transport=polling")).status).toBe(200);
    answers[0]!();
    expect([bench.engine.clientsCount, bench.sockets.length]).toEqual([1, 1]);
  });

  it.each([42, undefined, {}, "cors"])("takes functions, not %j", async (middleware) => {
    await start();
    expect(() => bench.engine.use(middleware as unknown as Middleware)).toThrow(/takes a function/);
  });
});
