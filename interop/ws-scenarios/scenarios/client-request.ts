import http from "node:http";
import net from "node:net";
import { OPCODE, frame } from "../harness/frames.ts";
import { responseText } from "../harness/raw-peer.ts";
import type { ClientOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import { type World, closed, next, portOf, urlOf } from "../harness/world.ts";

interface Dialled {
  readonly options?: ClientOptions | ((world: World) => ClientOptions);
  readonly protocols?: string | string[];
  readonly target?: (port: number) => string;
}

/** The request as the server reads it: header names and their order included. */
function request(name: string, dialled: Dialled = {}): Scenario {
  return {
    name: `client request: ${name}`,
    async run(world) {
      const port = await world.rawServer((peer, text) => {
        world.log("server", JSON.stringify(text));
        peer.write(responseText(text));
        peer.write(frame(OPCODE.close));
        peer.socket.end();
      });
      const { target = (value) => urlOf(value, "/a/b?c=d"), protocols } = dialled;
      const options = typeof dialled.options === "function" ? dialled.options(world) : dialled.options;
      await closed(world.dial(target(port), options, protocols));
    },
  };
}

export const clientRequestScenarios: readonly Scenario[] = [
  request("plain"),
  request("without deflate", { options: { perMessageDeflate: false } }),
  request("no path", { target: (port) => `ws://127.0.0.1:${port}` }),
  request("path that needs encoding", { target: (port) => urlOf(port, "/ä b?x=ö") }),
  request("one sub-protocol", {
    protocols: "a",
    options: { perMessageDeflate: false },
  }),
  request("origin", { options: { origin: "http://o" } }),
  request("origin of version 8", { options: { origin: "http://o", protocolVersion: 8 } }),
  request("own headers", { options: { headers: { "X-A": "1", Host: "h" } } }),
  request("own headers do not replace those of the handshake", {
    options: { headers: { "Sec-WebSocket-Version": "99", Upgrade: "h2c", Connection: "close" } },
  }),
  request("auth as an option", { options: { auth: "user:pass" } }),
  request("auth in the URL", { target: (port) => `ws://user:pa%20ss@127.0.0.1:${port}/` }),
  request("auth in the URL wins over the option", {
    target: (port) => `ws://url:1@127.0.0.1:${port}/`,
    options: { auth: "option:2" },
  }),
  request("all deflate parameters", {
    options: {
      perMessageDeflate: {
        serverNoContextTakeover: true,
        clientNoContextTakeover: true,
        serverMaxWindowBits: 10,
        clientMaxWindowBits: 12,
      },
    },
  }),
  request("client window refused", {
    options: { perMessageDeflate: { clientMaxWindowBits: false as never } },
  }),
  request("path, host and port among the options are replaced by those of the URL", {
    options: { path: "/other", host: "example.invalid", port: 9 },
  }),
  request("createConnection", {
    options: (world) => ({
      createConnection: ((options: net.NetConnectOpts) => {
        world.log("client", "createConnection");
        return net.createConnection(options);
      }) as typeof net.createConnection,
    }),
  }),
  request("agent", {
    options: (world) => {
      class Agent extends http.Agent {
        override createConnection(options: net.NetConnectOpts): net.Socket {
          world.log("client", "agent");
          return net.connect(options);
        }
      }
      return { agent: new Agent() };
    },
  }),
  request("finishRequest gets request and socket, and must end it", {
    options: (world) => ({
      finishRequest: (outgoing, socket) => {
        world.log("client", `${outgoing instanceof http.ClientRequest} ${socket.readyState}`);
        outgoing.setHeader("X-Late", "yes");
        setImmediate(() => outgoing.end());
      },
    }),
  }),
  {
    name: "client request: generateMask makes the masks",
    async run(world) {
      const port = await world.rawServer((peer, text) => {
        peer.write(responseText(text));
        void peer.untilFrames(1).then(() => {
          world.log("server", peer.received.toString("hex"));
          peer.socket.destroy();
        });
      });
      const client = world.dial(port, { generateMask: (mask) => void mask.fill(0x0f) });
      await next(client, "open");
      client.send("a");
      await closed(client);
    },
  },
  {
    name: "client request: upgrade is emitted with the response before open",
    async run(world) {
      const port = await world.rawServer((peer, text) => peer.write(responseText(text, "X-Told: 1")));
      const client = world.dial(port);
      client.on("upgrade", (response) => {
        world.log(
          "client",
          `upgrade ${response.statusCode} ${response.headers["x-told"]} in ${client.readyState}`,
        );
      });
      await next(client, "open");
    },
  },
  {
    name: "client request: the same address keeps its query, its port and its case",
    async run(world) {
      const server = await world.server();
      const client = world.dial(`WS://LOCALHOST:${portOf(server)}/Path?Query=%41`);
      world.log("client", client.url);
      client.on("error", () => undefined);
      await Promise.race([next(client, "open"), closed(client)]);
    },
  },
];
