import type { EngineSocket } from "../implementation.ts";
import { describeValue } from "../harness/describe.ts";
import type { Row } from "../harness/row.ts";
import type { World } from "../harness/world.ts";

const SOCKET_EVENTS = ["open", "packet", "packetCreate", "data", "flush", "drain"];

/** Notes every event of a socket, with what it brings; the packets of the wire by their type and data. */
function watchEvents(world: World, socket: EngineSocket): void {
  for (const event of SOCKET_EVENTS) {
    socket.on(event, (value: unknown) => world.tracks.server(`${event} ${describeEvent(event, value)}`));
  }
}

function describeEvent(event: string, value: unknown): string {
  if (event !== "packet" && event !== "packetCreate")
    return event === "flush" ? String(lengthOf(value)) : describeValue(value);
  const { type, data } = value as { readonly type: string; readonly data?: unknown };
  return `${type} ${describeValue(data)}`;
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : -1);
const lengthOfBuffer = (socket: EngineSocket): number =>
  lengthOf((socket as unknown as { readonly writeBuffer: unknown }).writeBuffer);

/** What applications read and hear. */
export const api: readonly Row[] = [
  {
    name: "the properties of a socket, by polling",
    script: async (world) => {
      await world.open("a=1");
      noteProperties(world);
    },
  },
  {
    name: "the properties of a socket, by WebSocket",
    script: async (world) => {
      await world.openSocket("ws", "a=1");
      noteProperties(world);
    },
  },
  {
    name: "the properties of a socket after its upgrade",
    script: async (world) => {
      const sid = await world.open();
      const ws = await world.upgrade("ws", { sid });
      await ws.skipHead();
      ws.send("2probe");
      await ws.skipFrame();
      world.note(`${world.socket.upgrading} ${world.socket.upgraded}`);
      ws.send("5");
      await world.seen("sid1 upgrade");
      noteProperties(world);
    },
  },
  {
    name: "the events of a socket, by polling",
    script: async (world) => {
      world.engine.on("connection", (socket: EngineSocket) => watchEvents(world, socket));
      const sid = await world.open();
      await world.ask("post", { method: "POST", sid, body: "4hello\u001ebAQI=\u001e6" });
      world.socket.send("one");
      await world.ask("get", { sid });
    },
  },
  {
    name: "the events of a socket, by WebSocket",
    script: async (world) => {
      world.engine.on("connection", (socket: EngineSocket) => watchEvents(world, socket));
      const ws = await world.openSocket("ws");
      ws.send("4hello");
      await world.seen("sid1 message");
      world.socket.send("one");
      await ws.frame();
    },
  },
  {
    name: "the events of the engine about what is sent",
    script: async (world) => {
      world.engine.on("flush", (socket: EngineSocket, buffer: unknown) => {
        world.tracks.server(`flush ${socket.transport.name} ${lengthOf(buffer)}`);
      });
      world.engine.on("drain", (socket: EngineSocket) =>
        world.tracks.server(`drain ${socket.transport.name}`),
      );
      const sid = await world.open();
      world.socket.send("one");
      world.socket.send("two");
      await world.ask("get", { sid });
    },
  },
  {
    name: "messages sent when the session opens stand behind the open packet",
    script: async (world) => {
      world.engine.on("connection", (socket: EngineSocket) => socket.send("welcome"));
      await world.ask("open", {});
      await world.ask("get", { sid: world.sid });
    },
  },
  {
    name: "messages sent when the session opens, by WebSocket",
    script: async (world) => {
      world.engine.on("connection", (socket: EngineSocket) => socket.send("welcome"));
      const ws = await world.upgrade("ws");
      await ws.skipHead();
      await ws.frame();
      await ws.frame();
    },
  },
  {
    name: "writeBuffer holds what waits, and is still there in the close handler",
    script: async (world) => {
      await world.open();
      const { socket } = world;
      socket.send("one");
      socket.send("two");
      world.note(`waiting: ${lengthOfBuffer(socket)}`);
      socket.on("close", () => {
        world.note(`in the handler: ${lengthOfBuffer(socket)}`);
        setImmediate(() => world.tracks.server(`later: ${lengthOfBuffer(socket)}`));
      });
      socket.close(true);
      await world.seen("later");
    },
  },
  {
    name: "callbacks of what was not sent are dropped at the end",
    script: async (world) => {
      await world.open();
      world.socket.send("lost", {}, () => world.tracks.server("called"));
      world.socket.close(true);
      world.socket.send("lost, too", {}, () => world.tracks.server("called"));
      await world.seen("sid1 close");
    },
  },
  {
    name: "callbacks run in order, once what they belong to has left",
    script: async (world) => {
      const sid = await world.open();
      for (const name of ["one", "two"])
        world.socket.send(name, {}, () => world.tracks.server(`sent ${name}`));
      await world.ask("get", { sid });
      await world.seen("sent two");
    },
  },
  {
    name: "send takes its callback in the place of its options",
    script: async (world) => {
      const sid = await world.open();
      const send = world.socket.send.bind(world.socket) as unknown as (
        data: string,
        done: () => void,
      ) => void;
      send("hello", () => world.tracks.server("sent"));
      await world.ask("get", { sid });
      await world.seen("sent");
    },
  },
  {
    name: "send and close are chained and safe after the end",
    script: async (world) => {
      await world.open();
      const { socket } = world;
      world.note(`${socket.send("one") === socket} ${socket.write("two") === socket}`);
      socket.close(true);
      await world.seen("sid1 close");
      socket.close();
      world.note(`${socket.readyState} ${world.engine.clientsCount}`);
    },
  },
  {
    name: "the codes and texts of errors are properties of the class",
    script: (world) => {
      const { Server } = world.implementation.module;
      world.note(JSON.stringify(Server.errors));
      world.note(JSON.stringify(Server.errorMessages));
      world.note(`${world.implementation.module.protocol}`);
      return Promise.resolve();
    },
  },
  {
    name: "upgrades names what a transport may become",
    options: { transports: ["polling", "websocket", "webtransport"] },
    script: (world) => {
      for (const name of ["polling", "websocket", "webtransport"] as const) {
        world.note(`${name}: ${describeValue(world.engine.upgrades(name))}`);
      }
      return Promise.resolve();
    },
  },
  {
    name: "options as they are when nothing is said",
    script: (world) => {
      const { opts } = new world.implementation.module.Server();
      const { pingInterval, pingTimeout, upgradeTimeout, maxHttpBufferSize, transports, allowUpgrades } =
        opts;
      world.note(
        describeValue({
          pingInterval,
          pingTimeout,
          upgradeTimeout,
          maxHttpBufferSize,
          transports,
          allowUpgrades,
        }),
      );
      const { perMessageDeflate, httpCompression, cors, allowEIO3, cookie } = opts;
      world.note(describeValue({ perMessageDeflate, httpCompression, cors, allowEIO3, cookie }));
      return Promise.resolve();
    },
  },
];

function noteProperties(world: World): void {
  const { socket, engine } = world;
  const isDiscarded = String((socket.transport as unknown as { readonly discarded: boolean }).discarded);
  const { transport, readyState, upgraded, upgrading, protocol, request } = socket;
  world.note(
    describeValue({
      readyState,
      upgraded,
      upgrading,
      protocol,
      url: request.url?.replace(world.sid, "sid1"),
    }),
  );
  world.note(`${transport.name} writable: ${transport.writable}, discarded: ${isDiscarded}`);
  world.note(`address ${socket.remoteAddress.replace("::ffff:", "")}, id of ${world.sid.length} characters`);
  const { clients } = engine as unknown as { readonly clients: Record<string, unknown> };
  world.note(`clients: ${engine.clientsCount}, by id: ${clients[world.sid] === socket}`);
}
