import type { VerifyClientCallbackAsync } from "ws";
import type { ServerOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { World } from "../harness/world.ts";
import { recordHandshake } from "./server-handshake.ts";

type Decide = VerifyClientCallbackAsync;
type Choose = NonNullable<ServerOptions["handleProtocols"]>;

function verify(name: string, verifyClient: (world: World) => Decide): Scenario {
  return {
    name: `verifyClient: ${name}`,
    run: (world) =>
      recordHandshake(
        world,
        { path: "/v", headers: { Origin: "http://o" } },
        { verifyClient: verifyClient(world) },
      ),
  };
}

function protocols(name: string, header: string | undefined, choose: (world: World) => Choose): Scenario {
  return {
    name: `handleProtocols: ${name}`,
    run: (world) =>
      recordHandshake(
        world,
        { headers: { "Sec-WebSocket-Protocol": header } },
        { handleProtocols: choose(world) },
      ),
  };
}

export const serverDecisionScenarios: readonly Scenario[] = [
  verify("gets origin, secure and the request", (world) => (info) => {
    world.log(
      "server",
      Object.keys(info).toSorted().join(),
      info.origin,
      `${info.secure}`,
      `${info.req.url}`,
    );
    return true;
  }),
  verify("false", () => () => false),
  verify("a callback makes it asynchronous", () => (_info, done) => {
    setImmediate(() => done(true));
  }),
  verify("false by callback", () => (_info, done) => done(false)),
  verify("a status", () => (_info, done) => {
    setImmediate(() => done(false, 404));
  }),
  verify(
    "a status, text and headers",
    () => (_info, done) => done(false, 503, "go away", { "Retry-After": "7", "X-Two": ["1", "2"] }),
  ),
  verify(
    "headers may replace the type",
    () => (_info, done) => done(false, 401, "<b>", { "Content-Type": "text/plain" }),
  ),
  verify("text of many bytes", () => (_info, done) => done(false, 400, "größer")),
  {
    name: "verifyClient: origin of version 8",
    run: (world) =>
      recordHandshake(
        world,
        {
          headers: {
            "Sec-WebSocket-Version": "8",
            "Sec-WebSocket-Origin": "http://old",
            Origin: "http://new",
          },
        },
        {
          verifyClient: ({ origin }: { origin: string }) => {
            world.log("server", origin);
            return true;
          },
        },
      ),
  },
  {
    name: "verifyClient: the client goes while the decision is pending",
    async run(world) {
      let decide: ((accept: boolean) => void) | undefined;
      let asked: (() => void) | undefined;
      const pending = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const server = await world.server({
        verifyClient: (info: { req: { socket: NodeJS.EventEmitter } }, done: (accept: boolean) => void) => {
          info.req.socket.once("close", () => {
            decide?.(true);
            world.log("server", `decided, clients=${server.clients.size}`);
            gone?.();
          });
          decide = done;
          asked?.();
        },
      });
      let gone: (() => void) | undefined;
      const over = new Promise<void>((resolve) => {
        gone = resolve;
      });
      server.on("connection", () => world.log("server", "connection"));
      const peer = await world.rawClient(server, {});
      await pending;
      peer.socket.resetAndDestroy();
      await over;
    },
  },
  protocols("gets a set and the request", "a, b", (world) => (offered, request) => {
    world.log("server", `${offered instanceof Set} ${[...offered].join()} ${request.url}`);
    return "b";
  }),
  protocols("false", "a, b", () => () => false),
  protocols("an empty string", "a, b", () => () => ""),
  protocols("one that was not offered", "a", () => () => "other"),
  protocols("not asked without an offer", undefined, (world) => () => {
    world.log("server", "asked");
    return "x";
  }),
];
