import type { Row } from "../harness/row.ts";

const methods = ["POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];

/** Opening a session by polling. */
export const handshake: readonly Row[] = [
  {
    name: "a GET opens a session",
    script: (world) => world.ask("open", {}),
  },
  {
    name: "the open packet names the intervals and the largest payload",
    options: { pingInterval: 1234, pingTimeout: 567, maxHttpBufferSize: 8901 },
    script: (world) => world.ask("open", {}),
  },
  {
    name: "allowUpgrades false offers no upgrade",
    options: { allowUpgrades: false },
    script: (world) => world.ask("open", {}),
  },
  {
    name: "what is not enabled is not offered",
    options: { transports: ["polling"] },
    script: (world) => world.ask("open", {}),
  },
  {
    name: "webtransport is offered when it is enabled",
    options: { transports: ["polling", "websocket", "webtransport"] },
    script: (world) => world.ask("open", {}),
  },
  {
    name: "initialPacket stands behind the open packet",
    options: { initialPacket: "hello" },
    script: (world) => world.ask("open", {}),
  },
  {
    name: "initialPacket may be binary",
    options: { initialPacket: Buffer.from([1, 2, 3]) },
    script: (world) => world.ask("open", {}),
  },
  {
    name: "initialPacket over WebSocket is a frame of its own",
    options: { initialPacket: "hello" },
    script: async (world) => {
      const ws = await world.upgrade("ws");
      await ws.head();
      await ws.frame();
      await ws.frame();
    },
  },
  {
    name: "a WebSocket opens a session",
    script: async (world) => {
      const ws = await world.upgrade("ws");
      await ws.head();
      await ws.frame();
    },
  },
  {
    name: "a request by HTTP/1.0 opens a session",
    script: (world) => world.ask("open", { version: "HTTP/1.0" }),
  },
  {
    name: "the query is there for the application",
    script: async (world) => {
      await world.open("a=1&b=%20x+y&c&a=2&__proto__=z");
      const { _query } = world.socket.request as unknown as { _query: Record<string, unknown> };
      world.note(`query ${JSON.stringify(_query)}`);
    },
  },
  {
    name: "generateId names the session",
    script: async (world) => {
      world.engine.generateId = (request) => `id of ${request.method}`;
      await world.ask("open", {});
    },
  },
  {
    name: "generateId may take its time",
    script: async (world) => {
      world.engine.generateId = () => Promise.resolve("slow");
      await world.ask("open", {});
    },
  },
  ...methods.map((method): Row => ({
    name: `${method} opens no session`,
    script: (world) => world.ask("open", { method }),
  })),
  {
    name: "POST with a body opens no session",
    script: (world) => world.ask("open", { method: "POST", body: "4hello" }),
  },
  ...["EIO=3", "EIO=5", "EIO=", "EIO=04", "EIO=4x", "", "EIO=4&EIO=4", "EIO=3&EIO=4", "eio=4"].map(
    (version): Row => ({
      name: `protocol version of "${version}" by polling`,
      script: (world) => world.ask("open", { target: `/engine.io/?transport=polling&${version}` }),
    }),
  ),
  ...["EIO=3", "EIO=5", ""].map((version): Row => ({
    name: `protocol version of "${version}" by WebSocket`,
    script: async (world) => {
      const ws = await world.upgrade("ws", { target: `/engine.io/?transport=websocket&${version}` });
      await ws.head();
      await ws.rest();
    },
  })),
];
