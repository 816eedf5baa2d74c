import { once } from "node:events";
import {
  connect as connectHttp2,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
} from "node:http2";
import { expect, it, onTestFinished } from "vitest";
import type { EngineSocket } from "../engine-clients/engine-api.ts";
import { createHttp2, expectApplication } from "./applications.ts";
import { converse, echo } from "./conversation.ts";
import { describeEngines, sockeye, type Engine, type EngineOptions, type EngineModule } from "./engines.ts";
import { certificate, openHost, type Host } from "./host.ts";
import { createSessions, helmetLike } from "./middlewares.ts";

const polling = "/engine.io/?EIO=4&transport=polling";

interface Http2Host extends Host {
  readonly engine: Engine;
  readonly session: ClientHttp2Session;
}

/** The application and an engine that echoes, over HTTP/2, and a connection to it. */
async function openHttp2({ attach }: EngineModule, options: EngineOptions = {}): Promise<Http2Host> {
  const server = createHttp2();
  const engine = attach(server, options);
  echo(engine);
  const host = await openHost(server, { isSecure: true });
  const session = connectHttp2(host.url, { ca: certificate.cert });
  session.on("error", () => undefined);
  onTestFinished(() => {
    session.destroy();
  });
  await once(session, "connect");
  return { ...host, engine, session };
}

interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Http2Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function start(session: ClientHttp2Session, path: string, question: Http2Question = {}): ClientHttp2Stream {
  const { method = "GET", headers = {}, body } = question;
  const stream = session.request(
    { ":path": path, ":method": method, ...headers },
    { endStream: body === undefined },
  );
  if (body !== undefined) stream.end(body);
  return stream;
}

async function answerOf(stream: ClientHttp2Stream): Promise<Http2Answer> {
  let body = "";
  stream.setEncoding("utf8").on("data", (text: string) => (body += text));
  const end = once(stream, "end");
  const [headers] = (await once(stream, "response")) as [IncomingHttpHeaders & { ":status": number }];
  await end;
  return { status: headers[":status"], headers, body };
}

const ask = (session: ClientHttp2Session, path: string, question?: Http2Question) =>
  answerOf(start(session, path, question));

async function shakeHands(session: ClientHttp2Session): Promise<string> {
  const { status, body } = await ask(session, polling);
  expect(status).toBe(200);
  const { sid } = JSON.parse(body.slice(1)) as { sid: string };
  return `${polling}&sid=${sid}`;
}

interface Http2Session {
  readonly target: string;
  /** The reason. */
  readonly closed: Promise<string>;
  /** Resolves when the server holds a poll open. */
  waitsForPoll(): Promise<void>;
}

async function openSession(engine: Engine, session: ClientHttp2Session): Promise<Http2Session> {
  const connection = once(engine, "connection") as Promise<[EngineSocket]>;
  const target = await shakeHands(session);
  const [socket] = await connection;
  return {
    target,
    closed: new Promise((resolve) => socket.once("close", resolve)),
    waitsForPoll: async () => {
      while (!socket.transport.writable) await new Promise(setImmediate);
    },
  };
}

const text = { "content-type": "text/plain;charset=UTF-8" };

describeEngines("polling over HTTP/2", (engine) => {
  it("has sessions side by side on one connection, and the application, too", async () => {
    const host = await openHttp2(engine);
    const { session } = host;
    const targets = await Promise.all([1, 2, 3].map(() => shakeHands(session)));
    expect(host.engine.clientsCount).toBe(3);
    const heard = targets.map((target) => ask(session, target));
    const said = targets.map((target, index) =>
      ask(session, target, { method: "POST", headers: text, body: `4héllo ${index}` }),
    );
    expect(await ask(session, "/hello")).toMatchObject({ status: 200, body: "hello from the application" });
    for (const answer of await Promise.all(said)) expect(answer).toMatchObject({ status: 200, body: "ok" });
    const bodies = (await Promise.all(heard)).map(({ body }) => body);
    expect(bodies).toEqual(["4héllo 0", "4héllo 1", "4héllo 2"]);
    // Meanwhile WebSockets come over HTTP/1.1.
    await converse(host, "websocket");
    await converse(host, "polling, then upgrade");
    await expectApplication(host);
    expect((await ask(session, "/nothing")).status).toBe(404);
  });

  it("ends a session at the second poll, and when a poll is given up", async () => {
    const { session, engine: server } = await openHttp2(engine);
    const { target, closed } = await openSession(server, session);
    const first = ask(session, target);
    expect((await ask(session, target)).status).toBe(400);
    expect((await first).body).toBe("1");
    expect(await closed).toBe("transport error");
    const other = await openSession(server, session);
    const poll = start(session, other.target);
    await other.waitsForPoll();
    poll.close();
    expect(await other.closed).toBe("transport error");
    expect(server.clientsCount).toBe(0);
  });

  it("refuses what is too large, and what is wrong, and stays usable", async () => {
    const { session } = await openHttp2(engine, { maxHttpBufferSize: 1_000 });
    const target = await shakeHands(session);
    const body = `4${"x".repeat(1_000)}`;
    expect((await ask(session, target, { method: "POST", headers: text, body })).status).toBe(413);
    expect(await ask(session, `${polling}&sid=none`)).toMatchObject({
      status: 400,
      body: '{"code":1,"message":"Session ID unknown"}',
    });
    expect((await ask(session, polling, { method: "DELETE" })).status).toBe(400);
    expect((await ask(session, "/hello")).status).toBe(200);
    await shakeHands(session);
  });

  it("runs middlewares, CORS among them", async () => {
    const host = await openHttp2(engine, { cors: { origin: "https://shop.example" }, cookie: true });
    const sessions = createSessions();
    host.engine.use(helmetLike);
    host.engine.use(sessions.middleware);
    const { status, headers } = await ask(host.session, polling);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "access-control-allow-origin": "https://shop.example",
      "x-frame-options": "SAMEORIGIN",
    });
    expect(headers).not.toHaveProperty("x-powered-by");
    expect((await ask(host.session, polling, { method: "OPTIONS" })).status).toBe(204);
  });

  it("hears of the end when the connection is lost", async () => {
    const { session, engine: server } = await openHttp2(engine);
    const { target, closed, waitsForPoll } = await openSession(server, session);
    start(session, target).on("error", () => undefined);
    await waitsForPoll();
    session.destroy();
    expect(await closed).toBe("transport error");
    expect(server.clientsCount).toBe(0);
  });
});

it("sockeye: too many guessed session ids end an HTTP/2 connection, without the header that it does not have", async () => {
  const warnings: string[] = [];
  const listener = ({ message }: Error) => warnings.push(message);
  process.on("warning", listener);
  onTestFinished(() => {
    process.off("warning", listener);
  });
  const { session } = await openHttp2(sockeye, { maxUnknownSidsPerSecond: 2 } as EngineOptions);
  const closed = new Promise((resolve) => session.once("close", resolve));
  for (let guess = 0; guess < 3; guess += 1) {
    const answer = await ask(session, `${polling}&sid=guess-${guess}`);
    expect(answer.status).toBe(400);
    expect(answer.headers).not.toHaveProperty("connection");
  }
  await closed;
  expect(warnings).toEqual([]);
});
