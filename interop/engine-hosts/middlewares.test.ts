import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, it } from "vitest";
import cors from "cors";
import { WebSocket } from "ws";
import { modeNames } from "../engine-clients/test-client.ts";
import { expectApplication, openPlain } from "./applications.ts";
import { connectTo, converse, converseBesideApplication, echo } from "./conversation.ts";
import { describeEngines, sockeye, type Engine, type Middleware } from "./engines.ts";
import { ask, type Answer, type Host } from "./host.ts";
import { createSessions, helmetLike, waitATurn } from "./middlewares.ts";

const handshake = "/engine.io/?EIO=4&transport=polling";

/** A WebSocket handshake by hand: the status and the headers of its answer, whatever it is. */
function upgrade(host: Host, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const url = `${host.url.replace("http", "ws")}/engine.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url, { headers: { ...headers } });
  return new Promise((resolve, reject) => {
    const answer = (response: IncomingMessage) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: "" });
    };
    socket.on("upgrade", answer);
    socket.on("open", () => socket.close());
    socket.on("unexpected-response", (request, response) => {
      answer(response);
      request.destroy();
    });
    socket.on("error", reject);
  });
}

async function openWith(engine: Engine, ...middlewares: readonly Middleware[]): Promise<Host> {
  for (const middleware of middlewares) engine.use(middleware);
  echo(engine);
  return openPlain((server) => engine.attach(server));
}

describeEngines("with middlewares", ({ Server }) => {
  it("cors: on each response, and only on its own", async () => {
    const options = { origin: "https://shop.example", credentials: true, exposedHeaders: ["x-order"] };
    const host = await openWith(new Server({ cors: options }));
    const headers = { Origin: "https://shop.example" };
    const answers = [
      await ask(host, handshake, { headers }),
      await ask(host, "/engine.io/?EIO=4&transport=none", { headers }),
      await upgrade(host, headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 101]);
    for (const answer of answers) {
      expect(answer.headers).toMatchObject({
        "access-control-allow-origin": "https://shop.example",
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": "x-order",
      });
    }
    const preflight = { method: "OPTIONS", headers: { ...headers, "Access-Control-Request-Method": "POST" } };
    expect((await ask(host, handshake, preflight)).status).toBe(204);
    expect((await ask(host, "/hello", { headers })).headers).not.toHaveProperty(
      "access-control-allow-origin",
    );
    await converseBesideApplication(host, { extraHeaders: headers });
  });

  it("the package cors itself", async () => {
    const host = await openWith(new Server(), cors({ origin: /\.example$/u }) as Middleware);
    const headers = { Origin: "https://shop.example" };
    const answers = [await ask(host, handshake, { headers }), await upgrade(host, headers)];
    for (const answer of answers) expect(answer.headers["access-control-allow-origin"]).toBe(headers.Origin);
    const foreign = await ask(host, handshake, { headers: { Origin: "https://elsewhere.test" } });
    expect(foreign.headers).not.toHaveProperty("access-control-allow-origin");
    await converseBesideApplication(host, { extraHeaders: headers });
  });

  it("one like express-session: a cookie and a session, over each transport", async () => {
    const sessions = createSessions();
    const engine = new Server();
    const seen: unknown[] = [];
    engine.on("connection", (socket: { request: IncomingMessage }) => {
      const { session } = socket.request as IncomingMessage & { session: { visits: number } };
      session.visits += 1;
      seen.push(session.visits);
    });
    const host = await openWith(engine, sessions.middleware);
    const first = await ask(host, handshake);
    const [cookie = ""] = first.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^session=\d+; Path=\/$/u);
    expect(first.body).toMatch(/^0\{"sid":/u);
    const headers = { Cookie: cookie.split(";", 1)[0] ?? "" };
    const again = await ask(host, handshake, { headers });
    expect(again.headers).not.toHaveProperty("set-cookie");
    expect((await upgrade(host, headers)).headers).not.toHaveProperty("set-cookie");
    expect(seen).toEqual([1, 2, 3]);
    expect((await upgrade(host)).headers["set-cookie"]).toHaveLength(1);
    await converseBesideApplication(host, { extraHeaders: headers });
    expect(sessions.saved()).toBeGreaterThan(3);
  });

  it("one like helmet: its headers on responses and on the 101", async () => {
    const host = await openWith(new Server(), helmetLike, waitATurn);
    const answers = [await ask(host, handshake), await upgrade(host)];
    for (const { headers } of answers) {
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'self';base-uri 'self'",
        "x-frame-options": "SAMEORIGIN",
      });
      expect(headers).not.toHaveProperty("x-powered-by");
    }
    expect((await ask(host, "/hello")).headers).not.toHaveProperty("x-frame-options");
    await converseBesideApplication(host);
  });

  it("an async one, in order, with the parsed query", async () => {
    const steps: unknown[] = [];
    const host = await openWith(
      new Server(),
      async (request, _response, next) => {
        steps.push((request as IncomingMessage & { _query: Record<string, string> })._query["token"]);
        await new Promise(setImmediate);
        next();
      },
      (_request, _response, next) => {
        steps.push("second");
        next();
      },
    );
    await ask(host, `${handshake}&token=a%20b`);
    expect(steps).toEqual(["a b", "second"]);
    await Promise.all(modeNames.map((mode) => converse(host, mode, { query: { token: "c" } })));
    expect(new Set(steps)).toEqual(new Set(["a b", "second", "c"]));
  });

  it("a failing one: every request and upgrade is refused, the application is not", async () => {
    const engine = new Server();
    const errors: unknown[] = [];
    engine.on("connection_error", ({ code, context }: { code: number; context: { name: string } }) => {
      errors.push([code, context.name]);
    });
    const host = await openWith(engine, (_request, _response, next) => next(new Error("not today")));
    const answer = await ask(host, handshake);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toEqual({ code: 3, message: "Bad request" });
    expect((await upgrade(host)).status).toBe(400);
    for (const mode of modeNames) {
      await expect(connectTo(host, mode).opened).rejects.toThrow("the client failed");
    }
    expect(new Set(errors.map(String))).toEqual(new Set(["3,MIDDLEWARE_FAILURE"]));
    expect(engine.clientsCount).toBe(0);
    await expectApplication(host);
  });

  it("one that answers by itself", async () => {
    const host = await openWith(new Server(), (request, response, next) => {
      if (request.headers.authorization === "Bearer abc") return next();
      response.statusCode = 401;
      response.setHeader("WWW-Authenticate", "Bearer");
      response.end("who are you?");
    });
    const answer = await ask(host, handshake);
    expect(answer).toMatchObject({ status: 401, body: "who are you?" });
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
    await expect(upgrade(host)).rejects.toThrow(/socket hang up/u);
    await converseBesideApplication(host, { extraHeaders: { Authorization: "Bearer abc" } });
  });

  it("allowRequest that goes by a cookie", async () => {
    const asked: (string | undefined)[] = [];
    const engine = new Server({
      allowRequest: ({ headers }, answer) => {
        asked.push(headers.cookie);
        const isKnown = headers.cookie === "token=abc";
        setImmediate(() => answer(isKnown ? null : "log in first", isKnown));
      },
    });
    const host = await openWith(engine);
    const refused = await ask(host, handshake, { headers: { Cookie: "token=wrong" } });
    expect({ status: refused.status, body: refused.body }).toEqual({
      status: 403,
      body: '{"code":4,"message":"log in first"}',
    });
    expect((await upgrade(host)).status).toBe(400);
    expect(asked).toEqual(["token=wrong", undefined]);
    await converseBesideApplication(host, { extraHeaders: { Cookie: "token=abc" } });
    // Once per session, however many requests it makes.
    expect(asked.slice(2)).toEqual(Array(4).fill("token=abc"));
  });

  it("headers from the events, on responses and on the 101", async () => {
    const engine = new Server();
    engine.on("initial_headers", (headers: Record<string, string>) => {
      headers["X-First"] = "yes";
      headers["Set-Cookie"] = "first=1";
    });
    engine.on("headers", (headers: Record<string, string>) => {
      headers["X-Each"] = "yes";
    });
    const host = await openWith(engine);
    const first = await ask(host, handshake);
    for (const { headers } of [first, await upgrade(host)]) {
      expect(headers).toMatchObject({ "x-first": "yes", "x-each": "yes", "set-cookie": ["first=1"] });
    }
    const { sid } = JSON.parse(first.body.slice(1)) as { sid: string };
    const posted = await ask(host, `${handshake}&sid=${sid}`, { method: "POST", body: "4hello" });
    expect(posted.headers).toMatchObject({ "x-each": "yes" });
    expect(posted.headers).not.toHaveProperty("x-first");
  });
});

/** What must neither end the process nor hang. */
const failures: readonly (readonly [string, Middleware])[] = [
  [
    "throws",
    () => {
      throw new Error("a fault of the application");
    },
  ],
  ["rejects", () => Promise.reject(new Error("a fault of the application"))],
  [
    "rejects later",
    async () => {
      await new Promise(setImmediate);
      throw new Error("a fault of the application");
    },
  ],
];

it.each(failures)("sockeye: a middleware that %s is an answer to the client", async (_name, middleware) => {
  const host = await openWith(new sockeye.Server(), middleware);
  expect(JSON.parse((await ask(host, handshake)).body)).toEqual({ code: 3, message: "Bad request" });
  expect((await upgrade(host)).status).toBe(400);
  await expectApplication(host);
});

it("sockeye: a middleware that fails when the head is written", async () => {
  const host = await openWith(new sockeye.Server(), (_request, response: ServerResponse, next) => {
    response.writeHead = () => {
      throw new Error("a fault of the application");
    };
    next();
  });
  expect((await upgrade(host)).status).toBe(400);
  await expectApplication(host);
});
