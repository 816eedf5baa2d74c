import type { RequestOptions } from "../harness/raw-peer.ts";
import type { ServerOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import type { World } from "../harness/world.ts";

type Headers = NonNullable<RequestOptions["headers"]>;

/** Sends one request, and records everything that the server said before it closed or switched. */
export async function recordHandshake(
  world: World,
  request: RequestOptions,
  options: ServerOptions,
): Promise<void> {
  const server = await world.server(options);
  server.on("connection", (socket, { url }) => {
    socket.on("error", () => undefined);
    world.log("server", `connection ${url} protocol=${socket.protocol} extensions=${socket.extensions}`);
  });
  const peer = await world.rawClient(server, request);
  const head = await peer.head();
  if (!head.startsWith("HTTP/1.1 101")) await peer.untilClosed();
  world.log("peer", JSON.stringify(head), JSON.stringify(peer.received.toString("latin1")));
  world.log("peer", peer.socket.closed ? "closed" : "open");
}

function handshake(name: string, request: RequestOptions, options: ServerOptions = {}): Scenario {
  return { name: `server handshake: ${name}`, run: (world) => recordHandshake(world, request, options) };
}

function withHeaders(name: string, headers: Headers, options: ServerOptions = {}): Scenario {
  return handshake(name, { headers }, options);
}

function refusal(name: string, request: RequestOptions, options: ServerOptions = {}): Scenario {
  return {
    name: `wsClientError: ${name}`,
    async run(world) {
      const server = await world.server(options);
      server.on("wsClientError", (error, socket, { method }) => {
        world.log("server", `${error.name}: ${error.message} ${method} writable=${socket.writable}`);
        socket.end("HTTP/1.1 418 Mine\r\n\r\n");
      });
      const peer = await world.rawClient(server, request);
      await peer.untilClosed();
      world.log("peer", JSON.stringify(peer.received.toString("latin1")));
    },
  };
}

export const serverHandshakeScenarios: readonly Scenario[] = [
  handshake("accepted", {}),
  handshake("POST", { method: "POST" }),
  handshake("HEAD", { method: "HEAD" }),
  handshake("path with a query", { path: "/a?b=c" }),
  handshake("connection closes instead of upgrading", { headers: { Connection: "close" } }),
  withHeaders("Upgrade is not websocket", { Upgrade: "foo" }),
  withHeaders("Upgrade in another case", { Upgrade: "WebSocket" }),
  withHeaders("Upgrade is a list", { Upgrade: "websocket, foo" }),
  withHeaders("no key", { "Sec-WebSocket-Key": undefined }),
  withHeaders("short key", { "Sec-WebSocket-Key": "abc" }),
  withHeaders("key of 17 bytes", { "Sec-WebSocket-Key": "MTIzNDU2Nzg5MDEyMzQ1Njc=" }),
  withHeaders("no version", { "Sec-WebSocket-Version": undefined }),
  withHeaders("version 12", { "Sec-WebSocket-Version": "12" }),
  withHeaders("version 14", { "Sec-WebSocket-Version": "14" }),
  withHeaders("version is not a number", { "Sec-WebSocket-Version": "foo" }),
  withHeaders("version 8", { "Sec-WebSocket-Version": "8" }),
  withHeaders("empty sub-protocol", { "Sec-WebSocket-Protocol": "" }),
  withHeaders("malformed sub-protocol", { "Sec-WebSocket-Protocol": "foo;bar" }),
  withHeaders("sub-protocol twice", { "Sec-WebSocket-Protocol": "a,a" }),
  withHeaders("trailing comma in the sub-protocols", { "Sec-WebSocket-Protocol": "a," }),
  withHeaders("first of two sub-protocols", { "Sec-WebSocket-Protocol": "a, b" }),
  withHeaders("malformed extension while deflate is off", { "Sec-WebSocket-Extensions": "x; =" }),
  withHeaders("malformed extension", { "Sec-WebSocket-Extensions": "x; =" }, { perMessageDeflate: true }),
  withHeaders("unknown extension", { "Sec-WebSocket-Extensions": "x; y=1" }, { perMessageDeflate: true }),
  handshake("another path", { path: "/no" }, { path: "/yes" }),
  handshake("the path", { path: "/yes" }, { path: "/yes" }),
  handshake("the path with a query", { path: "/yes?a=1" }, { path: "/yes" }),
  handshake("the path with a slash more", { path: "/yes/" }, { path: "/yes" }),
  refusal("method", { method: "POST" }),
  refusal("upgrade", { headers: { Upgrade: "foo" } }),
  refusal("key", { headers: { "Sec-WebSocket-Key": "abc" } }),
  refusal("version", { headers: { "Sec-WebSocket-Version": "12" } }),
  refusal("sub-protocol", { headers: { "Sec-WebSocket-Protocol": "a,a" } }),
  refusal("extension", { headers: { "Sec-WebSocket-Extensions": "x; =" } }, { perMessageDeflate: true }),
  refusal("not for the path", { path: "/no" }, { path: "/yes" }),
  refusal("not for verifyClient", {}, { verifyClient: () => false }),
  {
    name: "server handshake: shouldHandle decides, given the request",
    async run(world) {
      const server = await world.server();
      server.shouldHandle = ({ url }) => {
        world.log("server", `shouldHandle ${url}`);
        return url === "/yes";
      };
      for (const path of ["/no", "/yes"]) {
        const peer = await world.rawClient(server, { path });
        const head = await peer.head();
        world.log("peer", JSON.stringify(head.split("\r\n")[0]));
      }
    },
  },
  {
    name: "server handshake: the headers event can add lines and sees the request",
    async run(world) {
      const server = await world.server();
      server.on("headers", (headers, { url }) => {
        world.log("server", JSON.stringify(headers), String(url));
        headers.push("X-Added: 1");
      });
      const peer = await world.rawClient(server, { path: "/h" });
      world.log("peer", JSON.stringify(await peer.head()));
    },
  },
  {
    name: "server handshake: headers, connection and the first message in order",
    async run(world) {
      const server = await world.server();
      server.on("headers", () => world.log("server", "headers"));
      server.on("connection", (socket, request) => {
        world.log("server", `connection state=${socket.readyState} url=${socket.url} path=${request.url}`);
        world.log(
          "server",
          `clients=${server.clients.size} has=${server.clients.has(socket)} ${socket.binaryType}`,
        );
        world.watch(socket, "accepted");
        socket.send("first");
      });
      const peer = await world.rawClient(server, {});
      await peer.head();
      await peer.untilFrames(1);
      world.log("peer", peer.frameLines.join(", "));
    },
  },
];
