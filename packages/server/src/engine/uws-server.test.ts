import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";

import { CONTEXT } from "../hosts/uws/testing/fake-app.ts";
import type { Socket } from "./socket.ts";
import { BaseServer } from "./base-server.ts";
import { closeEngines, create, echo, open, socketOf, turn } from "./testing/uws-bench.ts";

afterEach(closeEngines);

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
