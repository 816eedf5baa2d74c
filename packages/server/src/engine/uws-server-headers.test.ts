import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";

import { FakeApp } from "../hosts/uws/testing/fake-app.ts";
import type { FakeResponse } from "../hosts/uws/testing/fake-response.ts";
import { uncaughtIn } from "../runtime/testing/uncaught.ts";
import { uServer } from "./uws-server.ts";
import { closeEngines, create, echo, open, turn } from "./testing/uws-bench.ts";

afterEach(closeEngines);

describe("uServer: headers and middlewares", () => {
  it("answers a preflight, and adds its headers to everything", async () => {
    const host = create({ cors: { origin: "https://example.org", credentials: true } });
    const origin = "https://example.org";
    const preflight = host.app.request({ method: "OPTIONS", url: "/engine.io/", headers: { origin } });
    expect([preflight.code, preflight.text, preflight.header("access-control-allow-methods")]).toEqual([
      204,
      "",
      "GET,HEAD,PUT,PATCH,POST,DELETE",
    ]);
    const sid = await open(host);
    const answers = [host.get("unknown"), host.post(sid, "4a"), host.upgrade(sid)];
    await turn();
    expect(answers.map((one) => [one.code, one.header("access-control-allow-origin")])).toEqual([
      [400, origin],
      [200, origin],
      [101, origin],
    ]);
  });

  it("reads a body that came while a middleware was busy", async () => {
    const host = create();
    echo(host);
    const sid = await open(host);
    let next!: () => void;
    host.engine.use((_request, _response, goOn) => {
      next = goOn;
    });
    const post = host.post(sid, "4abc");
    expect(post.state).toBe("open");
    const message = once(host.sockets[0]!, "message");
    next();
    expect(await message).toEqual(["abc"]);
    expect(post.text).toBe("ok");
  });

  it("shows middlewares the request, on both ways in", () => {
    const host = create();
    const seen: unknown[] = [];
    host.engine.use((request, response, next) => {
      const { _query, connection } = request as unknown as { _query: object; connection: object };
      seen.push([request.method, request.url, request.headers.host, _query, connection]);
      response.setHeader("X-Seen", seen.length);
      next();
    });
    const url = "/engine.io/?EIO=4&transport=websocket";
    const headers = { host: "example.org" };
    const answers = [host.app.request({ url, headers }), host.app.connect({ url, headers })];
    const query = { EIO: "4", transport: "websocket" };
    const connection = { remoteAddress: "203.0.113.7" };
    const each = ["GET", url, "example.org", query, connection];
    expect(seen).toEqual([each, each]);
    expect(answers.map((one) => [one.code, one.header("x-seen")])).toEqual([
      [400, "1"],
      [101, "2"],
    ]);
  });

  it("refuses a request when one fails", () => {
    const host = create();
    const error = new Error("mine");
    host.engine.use((_request, _response, next) => next(error));
    const [request, upgrade] = [host.get(), host.upgrade()];
    expect([request.code, JSON.parse(request.text)]).toEqual([400, { code: 3, message: "Bad request" }]);
    expect([upgrade.code, upgrade.text]).toEqual([400, "Bad request"]);
    const each = { code: 3, message: "Bad request", context: { name: "MIDDLEWARE_FAILURE", error } };
    expect(host.errors).toEqual([each, each]);
  });

  it("refuses an upgrade when one fails just before its head is written", () => {
    const host = create();
    host.engine.use((_request, response, next) => {
      response.writeHead = () => {
        throw new Error("mine");
      };
      next();
    });
    expect(host.upgrade().code).toBe(400);
    expect(host.errors).toMatchObject([{ code: 3, context: { name: "MIDDLEWARE_FAILURE" } }]);
  });

  it("lets one end an upgrade just before its head is written", () => {
    const host = create();
    host.engine.use((_request, response, next) => {
      response.writeHead = () => {
        response.socket?.destroy();
        return response;
      };
      next();
    });
    expect([host.upgrade().state, host.engine.clientsCount]).toEqual(["closed", 0]);
  });

  it("lets one end a request or an upgrade", async () => {
    const host = create();
    host.engine.use(async (_request, response) => {
      await turn();
      response.statusCode = 401;
      response.end("no");
    });
    const [request, upgrade] = [host.get(), host.upgrade()];
    await turn();
    await turn();
    expect([request.code, request.text]).toEqual([401, "no"]);
    expect(upgrade.state).toBe("closed");
    expect(host.errors).toEqual([]);
  });

  it("opens no session, and ends one, for clients that leave while a middleware is busy", async () => {
    let asked = 0;
    const host = create({
      allowRequest: (_, answer) => {
        asked++;
        answer(null, true);
      },
    });
    const sid = await open(host);
    const goOn: (() => void)[] = [];
    host.engine.use((_request, _response, next) => void goOn.push(next));
    const waiting = [host.get(), host.upgrade(), host.get(sid)];
    for (const response of waiting) response.abort();
    const closed = once(host.sockets[0]!, "close");
    for (const next of goOn) next();
    expect(await closed).toMatchObject(["transport error", { code: "EIO_POLL_ABORTED" }]);
    await turn();
    expect([host.engine.clientsCount, asked, host.errors]).toEqual([0, 1, []]);
  });

  it("lets the application set headers, of the first response apart", async () => {
    const host = create();
    host.engine.on("initial_headers", (headers: Record<string, unknown>) => {
      headers["X-First"] = "1";
    });
    host.engine.on("headers", (headers: Record<string, unknown>) => {
      headers["X-Each"] = ["a", "b"];
    });
    const first = host.get();
    await turn();
    const sid = host.sockets[0]!.id;
    const answers = [first, host.post(sid, "4a"), host.upgrade(sid), host.upgrade()];
    expect(answers.map((one) => [one.code, one.header("x-first"), one.header("x-each")])).toEqual([
      [200, "1", "a\nb"],
      [200, undefined, "a\nb"],
      [101, undefined, "a\nb"],
      [101, "1", "a\nb"],
    ]);
  });

  it("keeps a peer from adding headers through those of the application", async () => {
    const host = create();
    host.engine.on("headers", (headers: Record<string, unknown>) => {
      headers["X-Name"] = "a\r\nSet-Cookie: b";
    });
    let upgrade!: FakeResponse;
    const errors = await uncaughtIn(() => {
      upgrade = host.upgrade();
    });
    expect([upgrade.state, upgrade.headers, errors.length]).toEqual(["upgraded", [], 1]);
  });
});

describe("uServer: attaching", () => {
  it.each([[undefined], [{}], [{ any: vi.fn<() => void>() }], [() => {}]])(
    "takes nothing but an app: %#",
    (app) => {
      expect(() => new uServer().attach(app as never)).toThrow("takes an app of uWebSockets.js");
    },
  );

  it("takes several apps", () => {
    const host = create();
    const second = new FakeApp();
    host.engine.attach(second, { path: "/other/" });
    expect(second.connect({ url: "/other/?EIO=4&transport=websocket" }).state).toBe("upgraded");
    expect(host.upgrade().state).toBe("upgraded");
    expect(host.engine.clientsCount).toBe(2);
  });
});
