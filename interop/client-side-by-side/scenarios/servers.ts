import type { ClientOptions } from "../harness/client-stage.ts";
import { withBothServers, type Scenario } from "../harness/scenario.ts";

/** How a client may connect. */
const ways: readonly (readonly [string, ClientOptions])[] = [
  ["websocket", { transports: ["websocket"] }],
  ["polling", { transports: ["polling"] }],
  ["an upgrade", {}],
  ["forceBase64", { transports: ["polling"], forceBase64: true }],
];

const each: readonly Scenario[] = ways.flatMap(([way, options]) =>
  withBothServers([
    {
      name: `a whole session, ${way}`,
      script: async (stage) => {
        const { url } = await stage.serve();
        const socket = stage.connect(url, { ...options, auth: { token: "t" }, query: { q: "1" } });
        await stage.seen("a", "connect");
        socket.emit("echo", 1, "ä€😀", { a: [null] });
        await stage.seen("a", "event", 1);
        socket.emit("echo", Buffer.of(1, 2), [new Uint8Array([3])]);
        await stage.seen("a", "event", 2);
        stage.note("ack", await socket.emitWithAck("ask", "value", Buffer.of(4)));
        socket.send("text");
        await stage.seen("server", 'event "message"');
        socket.disconnect();
        await stage.seen("server", "disconnect");
      },
    },
    {
      name: `the server leaves, ${way}`,
      script: async (stage) => {
        const { url } = await stage.serve();
        const socket = stage.connect(url, options);
        await stage.seen("a", "connect");
        socket.emit("leave", false);
        await stage.seen("a", "disconnect");
        socket.connect();
        await stage.seen("a", "connect", 2);
        socket.emit("leave", true);
        await stage.seen("a", "disconnect", 2);
        stage.note("active", socket.active);
      },
    },
    {
      name: `the server is closed, ${way}`,
      script: async (stage) => {
        const { io, url } = await stage.serve();
        // What an error tells of the request under way depends on the moment.
        const socket = stage.connect(url, options, { socket: false, manager: false });
        const other = stage.connect(`${url}/other`, options, { socket: false, manager: false });
        for (const one of [socket, other]) {
          if (!one.connected) await new Promise<void>((resolve) => one.on("connect", () => resolve()));
        }
        for (const one of [socket, other])
          one.on("disconnect", (reason) => stage.log("a", `disconnect ${reason}`, one.active));
        await stage.settle();
        await io.close();
        await stage.seen("a", "disconnect", 2);
      },
    },
  ]),
);

const others: readonly Scenario[] = withBothServers([
  {
    name: "a namespace that does not exist",
    script: async (stage) => {
      const { url } = await stage.serve();
      stage.connect(`${url}/nowhere`, { transports: ["websocket"] });
      await stage.seen("a", "connect_error");
    },
  },
  {
    name: "a middleware refuses with data, and lets in the second time",
    script: async (stage) => {
      const { io, url } = await stage.serve();
      io.use((socket, next) => {
        if (socket.handshake.auth["token"] === "good") next();
        else next(Object.assign(new Error("who?"), { data: { hint: "token" } }));
      });
      const socket = stage.connect(url, { transports: ["websocket"], auth: { token: "bad" } });
      await stage.seen("a", "connect_error");
      socket.auth = { token: "good" };
      socket.connect();
      await stage.seen("a", "connect");
    },
  },
  {
    name: "two namespaces at a time",
    script: async (stage) => {
      const { url } = await stage.serve();
      const socket = stage.connect(url, { transports: ["websocket"] });
      await stage.seen("a", "connect");
      const other = stage.watch(
        "b",
        stage.keep(stage.client.io(`${url}/other`, { transports: ["websocket"] })),
        { manager: false },
      );
      await stage.seen("b", "connect");
      other.emit("echo", "b");
      socket.emit("echo", "a");
      await stage.seen("a", "event");
      await stage.seen("b", "event");
      stage.note("one connection", socket.io === other.io);
      other.emit("leave", false);
      await stage.seen("b", "disconnect");
      stage.note("the other", socket.connected);
    },
  },
  {
    name: "handshakes are refused",
    script: async (stage) => {
      const { url } = await stage.serve({ allowRequest: (_request, decide) => decide("not today", false) });
      stage.connect(url, { transports: ["polling"] });
      await stage.seen("a", "connect_error");
    },
  },
  {
    name: "a message that is too large",
    script: async (stage) => {
      const { url } = await stage.serve({ maxHttpBufferSize: 1000 });
      const socket = stage.connect(url, { transports: ["websocket"] }, { manager: false });
      await stage.seen("a", "connect");
      socket.emit("x", "y".repeat(2000));
      await stage.seen("a", "disconnect");
      await stage.seen("server", "disconnect");
    },
  },
  {
    name: "compressed, both ways",
    script: async (stage) => {
      const { url } = await stage.serve({
        perMessageDeflate: { threshold: 10 },
        httpCompression: { threshold: 10 },
      });
      for (const transport of ["websocket", "polling"]) {
        const socket = stage.keep(stage.client.io(url, { transports: [transport], forceNew: true }));
        const answer: unknown = await socket.emitWithAck("ask", "x".repeat(500));
        stage.note(transport, answer);
      }
    },
  },
  {
    name: "heartbeats go on",
    script: async (stage) => {
      const { url } = await stage.serve({ pingInterval: 30, pingTimeout: 2000 });
      const socket = stage.connect(url, { transports: ["websocket"] }, { socket: false, manager: false });
      let pings = 0;
      socket.io.on("ping", () => {
        pings += 1;
        if (pings === 3) stage.note("three pings", socket.connected);
      });
      await stage.seen("script", "three pings");
    },
  },
]);

export const servers: readonly Scenario[] = [...each, ...others];
