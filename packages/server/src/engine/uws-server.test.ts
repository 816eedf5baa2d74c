import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";

import { CONTEXT, FakeApp, type FakeRequestInit } from "../hosts/uws/testing/fake-app.ts";
import type { FakeResponse } from "../hosts/uws/testing/fake-response.ts";
import type { FakeWebSocket } from "../hosts/uws/testing/fake-websocket.ts";
import { uncaughtIn } from "../runtime/testing/uncaught.ts";
import type { AttachOptions, ServerOptions } from "./options.ts";
import type { Socket } from "./socket.ts";
import { BaseServer } from "./base-server.ts";
import { uServer, type UwsOptions } from "./uws-server.ts";

const engines: uServer[] = [];

afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});

function create(options: ServerOptions = {}, attachOptions?: AttachOptions & UwsOptions) {
  const engine = new uServer(options);
  engines.push(engine);
  const app = new FakeApp();
  engine.attach(app, attachOptions);
  const sockets: Socket[] = [];
  const errors: Record<string, unknown>[] = [];
  engine.on("connection", (socket: Socket) => sockets.push(socket));
  engine.on("connection_error", ({ code, message, context }) => errors.push({ code, message, context }));
  const polling = (sid?: string): string =>
    `/engine.io/?EIO=4&transport=polling${sid === undefined ? "" : `&sid=${sid}`}`;
  return {
    engine,
    app,
    sockets,
    errors,
    get: (sid?: string, headers: FakeRequestInit["headers"] = {}) =>
      app.request({ url: polling(sid), headers }),
    post: (sid: string, body: string) => app.request({ method: "POST", url: polling(sid), body }),
    upgrade: (sid?: string, headers: FakeRequestInit["headers"] = {}) =>
      app.connect({ url: polling(sid).replace("=polling", "=websocket"), headers }),
  };
}

type Host = ReturnType<typeof create>;

/** Resolves when the turn is over, in which sessions gather what they send. */
const turn = async (): Promise<void> => {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
};

function echo({ engine }: Host): void {
  engine.on("connection", (socket: Socket) => {
    socket.on("message", (data: unknown) => socket.send(data));
  });
}

async function open(host: Host): Promise<string> {
  const response = host.get();
  await turn();
  return (JSON.parse(response.text.slice(1)) as { sid: string }).sid;
}

function socketOf(response: FakeResponse): FakeWebSocket {
  expect(response.state).toBe("upgraded");
  return response.socket!;
}

describe("uServer: polling", () => {
  it("greets its client", async () => {
    const host = create({ cookie: true });
    const response = host.get();
    await turn();
    const handshake = JSON.parse(response.text.slice(1)) as Record<string, unknown>;
    const { sid } = handshake;
    expect(handshake).toEqual({
      sid: expect.stringMatching(/^[\w-]{20}$/) as unknown,
      upgrades: ["websocket"],
      pingInterval: 25_000,
      pingTimeout: 20_000,
      maxPayload: 1_000_000,
    });
    expect([response.status, response.closesConnection]).toEqual(["200 OK", false]);
    expect(response.headers).toEqual([
      ["Content-Type", "text/plain; charset=UTF-8"],
      ["cache-control", "no-store"],
      ["Set-Cookie", expect.stringContaining(`io=${String(sid)}`)],
    ]);
    expect(host.sockets[0]).toMatchObject({ id: sid, remoteAddress: "203.0.113.7", protocol: 4 });
    expect(host.sockets[0]?.request.url).toBe("/engine.io/?EIO=4&transport=polling");
  });

  it("echoes, and holds polls until there is something to say", async () => {
    const host = create();
    echo(host);
    const sid = await open(host);
    const poll = host.get(sid);
    expect(poll.state).toBe("open");
    const sent = host.post(sid, "4hëllo\x1ebAQID");
    await turn();
    expect([sent.status, sent.text, sent.header("content-type")]).toEqual(["200 OK", "ok", "text/html"]);
    expect(poll.text).toBe("4hëllo\x1ebAQID");
  });

  it.each([
    ["without a length", {}, 411],
    ["in chunks", { "transfer-encoding": "chunked" }, 411],
    ["that is too large", { "content-length": "1000001" }, 413],
  ])("answers a body %s, and the session lives on", async (_, headers, code) => {
    const host = create();
    const sid = await open(host);
    const url = `/engine.io/?EIO=4&transport=polling&sid=${sid}`;
    const response = host.app.request({ method: "POST", url, headers });
    expect([response.code, response.text]).toEqual([code, ""]);
    host.post(sid, "4still here");
    expect(host.sockets[0]?.readyState).toBe("open");
  });

  it("ends the session of a client that leaves in the middle of a poll", async () => {
    const host = create();
    const sid = await open(host);
    const poll = host.get(sid);
    const closed = once(host.sockets[0]!, "close");
    poll.abort();
    expect(await closed).toEqual(["transport error", expect.objectContaining({ code: "EIO_POLL_ABORTED" })]);
    expect(host.engine.clientsCount).toBe(0);
  });

  it("ends the session of a client that leaves in the middle of a body", async () => {
    const host = create();
    const sid = await open(host);
    const url = `/engine.io/?EIO=4&transport=polling&sid=${sid}`;
    const post = host.app.request({ method: "POST", url, headers: { "content-length": "10" } });
    post.deliver("4abc");
    const closed = once(host.sockets[0]!, "close");
    post.abort();
    expect(await closed).toEqual(["transport error", expect.objectContaining({ code: "EIO_POST_ABORTED" })]);
  });

  it("answers the first of two polls with a goodbye, and refuses the second", async () => {
    const host = create();
    const sid = await open(host);
    const [first, second] = [host.get(sid), host.get(sid)];
    expect([first.text, second.code, host.engine.clientsCount]).toEqual(["1", 400, 0]);
  });

  it("does not open a session for a client that has left", async () => {
    let answer!: (error: null, success: boolean) => void;
    const host = create({
      allowRequest: (_, callback) => {
        answer = callback;
      },
    });
    const response = host.get();
    response.abort();
    answer(null, true);
    await turn();
    expect([host.engine.clientsCount, response.state]).toEqual([0, "aborted"]);
  });

  it.each([
    ["GET", "EIO=4&transport=constructor", 400, 0, "Transport unknown", { transport: "constructor" }],
    ["GET", "EIO=4&transport=polling&sid=nobody", 400, 1, "Session ID unknown", { sid: "nobody" }],
    ["PUT", "EIO=4&transport=polling", 400, 2, "Bad handshake method", { method: "PUT" }],
    ["GET", "EIO=4&transport=websocket", 400, 3, "Bad request", { name: "TRANSPORT_HANDSHAKE_ERROR" }],
    ["GET", "EIO=4&transport=polling&no", 403, 4, "not you", { message: "not you" }],
    ["GET", "transport=polling", 400, 5, "Unsupported protocol version", { protocol: 3 }],
  ] as const)("%s %s is refused with %i, code %i", (method, query, status, code, message, context) => {
    const host = create({
      allowRequest: ({ url }, answer) => {
        answer("not you", url?.endsWith("&no") === false);
      },
    });
    const response = host.app.request({ method, url: `/engine.io/?${query}` });
    expect([response.code, response.header("content-type")]).toEqual([status, "application/json"]);
    expect(JSON.parse(response.text)).toEqual({ code, message });
    expect(host.errors).toEqual([{ code, message: BaseServer.errorMessages[code], context }]);
  });

  it("closes the connections of those who guess session ids", () => {
    const host = create({ maxUnknownSidsPerSecond: 2 });
    const answers = [1, 2, 3].map(() => host.get("guess"));
    expect(answers.map((one) => one.closesConnection)).toEqual([false, false, true]);
    const url = "/engine.io/?EIO=4&transport=polling&sid=guess";
    expect(host.app.request({ url, remoteAddress: "198.51.100.1" }).closesConnection).toBe(false);
  });

  it("ends all sessions", async () => {
    const host = create();
    const sid = await open(host);
    const poll = host.get(sid);
    host.engine.close();
    expect([poll.text, host.engine.clientsCount]).toEqual(["1", 0]);
    expect(host.get(sid).code).toBe(400);
  });
});

describe("uServer: websocket", () => {
  it("opens sessions and echoes", () => {
    const host = create();
    echo(host);
    const response = host.upgrade(undefined, {
      "sec-websocket-protocol": "chat",
      "sec-websocket-extensions": "permessage-deflate",
    });
    expect(response.seal).toEqual(["dGhlIHNhbXBsZSBub25jZQ==", "chat", "permessage-deflate", CONTEXT]);
    const socket = socketOf(response);
    expect(JSON.parse((socket.sent[0] as string).slice(1))).toMatchObject({
      sid: host.sockets[0]!.id,
      upgrades: [],
    });
    socket.receive("4hëllo");
    socket.receive(Uint8Array.of(1, 2));
    expect(socket.sent.slice(1)).toEqual(["4hëllo", Buffer.of(1, 2)]);
    expect(host.sockets[0]?.transport.socket).toBe(socket);
  });

  it("sends base64 to clients that ask for it", () => {
    const host = create();
    echo(host);
    const socket = socketOf(host.app.connect({ url: "/engine.io/?EIO=4&transport=websocket&b64=1" }));
    socket.receive(Uint8Array.of(1, 2, 3));
    expect(socket.sent.at(-1)).toBe("bAQID");
  });

  it("takes a session over from polling", async () => {
    const host = create();
    echo(host);
    const sid = await open(host);
    const socket = socketOf(host.upgrade(sid));
    socket.receive("2probe");
    expect(socket.sent).toEqual(["3probe"]);
    const upgraded = once(host.sockets[0]!, "upgrade");
    socket.receive("5");
    await upgraded;
    socket.receive("4now here");
    expect(socket.sent.at(-1)).toBe("4now here");
    expect([host.sockets[0]?.upgraded, host.sockets[0]?.transport.name]).toEqual([true, "websocket"]);
    expect(host.get(sid).code).toBe(400);
    expect(host.upgrade(sid).code).toBe(400);
  });

  it("ends the session with the connection, and the other way round", () => {
    const host = create();
    const reasons: string[] = [];
    host.engine.on("connection", (socket: Socket) =>
      socket.on("close", (reason: string) => reasons.push(reason)),
    );
    const [first, second, third] = [1, 2, 3].map(() => socketOf(host.upgrade()));
    first!.leave();
    host.sockets[1]!.close();
    expect(second!.ending).toBe("end");
    host.engine.close();
    expect(third!.ending).toBe("end");
    expect(reasons).toEqual(["transport close", "forced close", "forced close"]);
  });

  it("keeps what a slow client does not take in the session", () => {
    const host = create({}, { maxBackpressure: 10 });
    const socket = socketOf(host.upgrade());
    socket.stall();
    const session = host.sockets[0]!;
    for (const data of ["0123456789", "a", "b"]) session.send(data);
    expect([socket.sent.length, session.writeBuffer.length]).toEqual([2, 2]);
    socket.drain();
    expect(socket.sent.slice(2)).toEqual(["4a", "4b"]);
  });

  it("passes the options of the sockets on", () => {
    const { app } = create(
      { maxHttpBufferSize: 1234 },
      { path: "/x", addTrailingSlash: false, compression: 1, idleTimeout: 60 },
    );
    expect(app.behaviors.get("/x")).toMatchObject({
      maxPayloadLength: 1234,
      compression: 1,
      idleTimeout: 60,
    });
    expect([...app.handlers.keys()]).toEqual(["/x"]);
  });

  it.each([
    [{}, [false, true]],
    [{ perMessageDeflate: { threshold: 10 } }, [true, true]],
  ])("with %j, compresses a message of 1000 and one of 2000 bytes: %j", (options, expected) => {
    const host = create(options);
    const socket = socketOf(host.upgrade());
    for (const size of [1000, 2000]) host.sockets[0]!.send("x".repeat(size));
    expect(socket.frames.slice(1).map((frame) => frame.isCompressed)).toEqual(expected);
  });

  it.each([
    ["EIO=4&transport=polling", 0, "Transport unknown"],
    ["EIO=4&transport=websocket&sid=nobody", 1, "Session ID unknown"],
    ["EIO=4&transport=websocket&no", 4, "not you"],
    ["EIO=3&transport=websocket", 5, "Unsupported protocol version"],
  ] as const)("refuses %s with 400, code %i, and says why", (query, code, message) => {
    const host = create({
      allowRequest: ({ url }, answer) => {
        answer("not you", url?.endsWith("&no") === false);
      },
    });
    const response = host.app.connect({ url: `/engine.io/?${query}` });
    expect([response.status, response.text, response.closesConnection]).toEqual([
      "400 Bad Request",
      message,
      true,
    ]);
    expect(response.headers).toEqual([["Content-Type", "text/html"]]);
    expect(host.errors).toMatchObject([{ code, message: BaseServer.errorMessages[code] }]);
  });

  it("has a text of its own when the application gives none", () => {
    const host = create({ allowRequest: (_, answer) => answer({} as string, false) });
    expect(host.upgrade().text).toBe("Forbidden");
  });

  it("says when to come back when there is no room", () => {
    const host = create({ maxConnections: 0 });
    const response = host.upgrade();
    expect([response.code, response.header("retry-after"), response.text]).toEqual([
      503,
      "1",
      "Server overloaded",
    ]);
  });

  it.each([
    ["content-length", "5", 400],
    ["transfer-encoding", "chunked", 400],
    ["content-length", "0", 101],
  ])("a handshake with %s: %s gets %i", (name, value, code) => {
    expect(create().upgrade(undefined, { [name]: value }).code).toBe(code);
  });

  it("waits for the application, and forgets a client that leaves meanwhile", async () => {
    const answers: ((error: null, success: boolean) => void)[] = [];
    const host = create({ allowRequest: (_, answer) => void answers.push(answer), maxPendingHandshakes: 1 });
    const leaves = host.upgrade();
    leaves.abort();
    const stays = host.upgrade();
    for (const answer of answers) answer(null, true);
    await turn();
    expect([stays.state, leaves.state, host.engine.clientsCount]).toEqual(["upgraded", "aborted", 1]);
    socketOf(stays).receive("4x");
  });

  it("is not there where the option says so", () => {
    const host = create({ transports: ["polling"] });
    const response = host.upgrade();
    expect([response.code, JSON.parse(response.text)]).toEqual([
      400,
      { code: 0, message: "Transport unknown" },
    ]);
  });
});

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
