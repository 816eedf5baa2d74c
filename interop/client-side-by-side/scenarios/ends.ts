import { Buffer } from "node:buffer";
import type { Socket } from "socket.io-client";
import type { ClientOptions, ClientStage } from "../harness/client-stage.ts";
import type { RawServer } from "../harness/raw-server.ts";
import type { Scenario } from "../harness/scenario.ts";

const websocket: ClientOptions = { transports: ["websocket"] };

type End = (raw: RawServer, socket: Socket, stage: ClientStage) => unknown;

/** What ends a connection that is open and in two namespaces. */
const ends: readonly (readonly [string, End])[] = [
  ["DISCONNECT of one namespace", (raw) => raw.session.send("41")],
  ["DISCONNECT of both", (raw) => raw.session.send("41", "41/x,")],
  ["DISCONNECT with a payload", (raw) => raw.session.send('41["x"]')],
  ["CONNECT_ERROR of one that is connected", (raw) => raw.session.send('44{"message":"late"}')],
  ["CONNECT of one that is connected", (raw) => raw.session.send('40{"sid":"other"}')],
  ["the engine's close", (raw) => raw.session.send("1")],
  ["a cut", (raw) => raw.session.cut()],
  ["socket.disconnect()", (_raw, socket) => socket.disconnect()],
  ["manager._close()", (_raw, socket) => socket.io._close()],
  ["engine.close()", (_raw, socket) => socket.io.engine.close()],
  ["an unknown engine packet", (raw) => raw.session.send("9")],
  ["an empty engine packet", (raw) => raw.session.send("")],
  ["an engine packet that is text", (raw) => raw.session.send("hello")],
  [
    "a second open packet",
    (raw) => raw.session.send('0{"sid":"Z","upgrades":[],"pingInterval":1000,"pingTimeout":1000}'),
  ],
  ["an error packet of the engine", (raw) => raw.session.send("7")],
  ["a noop", (raw) => raw.session.send("6")],
  ["a pong", (raw) => raw.session.send("3")],
  ["a ping with data", (raw) => raw.session.send("2probe")],
  ["an upgrade packet", (raw) => raw.session.send("5")],
  ["an unknown packet", (raw) => raw.session.send("49")],
  ["an empty message", (raw) => raw.session.send("4")],
  ["an event that is an object", (raw) => raw.session.send("42{}")],
  ["an event without a name", (raw) => raw.session.send("42[]")],
  ["an event with a broken payload", (raw) => raw.session.send('42["a"')],
  ["an event without a payload", (raw) => raw.session.send("42")],
  ["an event with a number for a name", (raw) => raw.session.send("42[7,1]")],
  ["an event with null for a name", (raw) => raw.session.send("42[null]")],
  ["a reserved event: connect", (raw) => raw.session.send('42["connect"]')],
  ["a reserved event: disconnect", (raw) => raw.session.send('42["disconnect","x"]')],
  ["a reserved event: newListener", (raw) => raw.session.send('42["newListener"]')],
  ["an acknowledgement that is an object", (raw) => raw.session.send("430{}")],
  ["an acknowledgement of nothing", (raw) => raw.session.send('4399["x"]')],
  ["an acknowledgement without an id", (raw) => raw.session.send('43["x"]')],
  ["attachments without a count", (raw) => raw.session.send('45["x"]')],
  [
    "attachments that are missing",
    (raw) => raw.session.send('451-["x",{"_placeholder":true,"num":0}]', '42["next"]'),
  ],
  ["an attachment that nobody awaits", (raw) => raw.session.send(Buffer.of(1, 2))],
  [
    "a placeholder that points nowhere",
    (raw) => raw.session.send('451-["x",{"_placeholder":true,"num":3}]', Buffer.of(1)),
  ],
  [
    "a placeholder that is text",
    (raw) => raw.session.send('451-["x",{"_placeholder":true,"num":"0"}]', Buffer.of(1)),
  ],
  ["eleven attachments", (raw) => raw.session.send(`4511-["x",{"_placeholder":true,"num":0}]`)],
  ["no attachments", (raw) => raw.session.send('450-["x"]')],
  ["a fraction of attachments", (raw) => raw.session.send('451.5-["x"]')],
  [
    "a namespace that was not joined",
    (raw) => raw.session.send('42/nobody,["x"]', "41/nobody,", '44/nobody,{"message":"x"}'),
  ],
  ["packets behind a bad one", (raw) => raw.session.send("4abc", '42["behind"]')],
];

const onWebSocket: readonly Scenario[] = ends.map(([name, end]) => ({
  name: `over WebSocket: ${name}`,
  script: async (stage) => {
    const raw = await stage.raw();
    const socket = stage.connect(raw.url(), websocket);
    const other = stage.watch("b", stage.keep(stage.client.io(raw.url("/x"), websocket)), { manager: false });
    await stage.seen("b", "connect");
    await stage.settle();
    end(raw, socket, stage);
    await stage.settle();
    stage.note("states", socket.connected, other.connected, socket.active, other.active);
    stage.note("engine", socket.io.engine.readyState, socket.io._readyState);
  },
}));

/** What may come in the place of the answer to a poll, and to a POST. */
const pollingEnds: readonly (readonly [string, End])[] = [
  ["DISCONNECT", (raw) => raw.session.send("41")],
  ["the engine's close", (raw) => raw.session.send("1")],
  ["a cut", (raw) => raw.session.cut()],
  ["400 with JSON", (raw) => raw.session.answerPoll(400, '{"code":1,"message":"Session ID unknown"}')],
  ["500 with HTML", (raw) => raw.session.answerPoll(500, "<html>oops</html>")],
  ["502 and nothing", (raw) => raw.session.answerPoll(502, "")],
  ["204", (raw) => raw.session.answerPoll(204, "")],
  ["200 and nothing", (raw) => raw.session.answerPoll(200, "")],
  ["200 with HTML", (raw) => raw.session.answerPoll(200, "<html>a page</html>")],
  ["200 with JSON", (raw) => raw.session.answerPoll(200, '{"a":1}')],
  [
    "a good packet, then garbage, then a good one",
    (raw) => raw.session.answerPoll(200, '42["a"]\u001egarbage\u001e42["b"]'),
  ],
  ["several packets", (raw) => raw.session.send('42["a"]', "2", '42["b"]', "6")],
  ["events and the engine's close", (raw) => raw.session.send('42["a"]', "1", '42["b"]')],
  ["broken base64", (raw) => raw.session.answerPoll(200, "b***")],
  ["an attachment", (raw) => raw.session.send('451-["x",{"_placeholder":true,"num":0}]', Buffer.of(1, 2))],
  ["socket.disconnect()", (_raw, socket) => socket.disconnect()],
  ["engine.close()", (_raw, socket) => socket.io.engine.close()],
  ["an empty packet between two", (raw) => raw.session.answerPoll(200, '42["a"]\u001e\u001e42["b"]')],
  ["a separator at the end", (raw) => raw.session.answerPoll(200, '42["a"]\u001e')],
];

const onPolling: readonly Scenario[] = pollingEnds.map(([name, end]) => ({
  name: `over polling: ${name}`,
  script: async (stage) => {
    const raw = await stage.raw();
    const socket = stage.connect(raw.url(), { transports: ["polling"] });
    await stage.seen("a", "connect");
    await stage.settle();
    end(raw, socket, stage);
    await stage.settle();
    stage.note("states", socket.connected, socket.active, socket.io.engine.readyState, socket.io._readyState);
  },
}));

/** How a POST may be answered. */
const posts: readonly (readonly [string, number, string])[] = [
  ["400", 400, '{"code":3,"message":"Bad request"}'],
  ["413", 413, ""],
  ["500 with HTML", 500, "<html>oops</html>"],
  ["200 with HTML", 200, "<html>a page</html>"],
  ["204", 204, ""],
];

const onPost: readonly Scenario[] = posts.map(([name, status, body]) => ({
  name: `a POST is answered with ${name}`,
  script: async (stage) => {
    let isBad = false;
    const raw = await stage.raw({
      answer: ({ method }, response) => {
        if (method !== "POST" || !isBad) return false;
        response.writeHead(status).end(body);
        return true;
      },
    });
    const socket = stage.connect(raw.url(), { transports: ["polling"] });
    await stage.seen("a", "connect");
    await stage.settle();
    isBad = true;
    socket.emit("x");
    await stage.settle();
    stage.note("states", socket.connected, socket.io.engine.readyState);
  },
}));

const others: readonly Scenario[] = [
  ...[1000, 1001, 1009, 1011, 4000].map((code) => ({
    name: `the WebSocket is closed with ${code}`,
    script: async (stage: ClientStage) => {
      const raw = await stage.raw();
      await stage.joined(raw);
      raw.session.connection?.close(code, "why");
      await stage.settle();
    },
  })),
  {
    name: "a ping is answered, and none means ping timeout",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open: { pingInterval: 1000, pingTimeout: 500 } });
      const socket = stage.connect(raw.url(), websocket);
      await time.pass(1400);
      raw.session.send("2");
      await time.pass(1499);
      stage.note("before", socket.connected);
      await time.pass(2000);
      stage.note("after", socket.connected, socket.io.engine.readyState);
    },
  },
  {
    name: "ping timeout over polling",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open: { pingInterval: 1000, pingTimeout: 500 } });
      const socket = stage.connect(raw.url(), { transports: ["polling"] });
      await time.pass(1000);
      raw.session.send("2");
      await time.pass(5000);
      stage.note("after", socket.connected, socket.io.engine.readyState);
    },
  },
  {
    name: "packets other than pings do not put off the ping timeout",
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw({ open: { pingInterval: 1000, pingTimeout: 500 } });
      stage.connect(raw.url(), websocket);
      for (let count = 0; count < 4; count += 1) {
        await time.pass(500);
        raw.sessions.at(-1)?.send('42["x"]', "6");
      }
      await time.pass(2000);
    },
  },
  {
    name: "after a frozen timer, the first emit notices the ping timeout",
    script: async (stage) => {
      const raw = await stage.raw({ open: { pingInterval: 1000, pingTimeout: 500 } });
      const socket = await stage.joined(raw);
      const { now } = Date;
      stage.atEnd(() => (Date.now = now));
      // The clock goes on and the timers do not, as in a page that was asleep.
      Date.now = () => now() + 60_000;
      socket.emit("asleep");
      await stage.settle();
      stage.note("state", socket.connected, socket.sendBuffer.length, socket.io.engine.readyState);
    },
  },
  {
    name: "the reason comes to each namespace, in the order of joining",
    script: async (stage) => {
      const raw = await stage.raw();
      const manager = stage.manager(raw.url(), websocket);
      for (const nsp of ["/b", "/", "/a"]) {
        const socket = manager.socket(nsp);
        socket.on("connect", () => stage.log("all", "connect", nsp));
        socket.on("disconnect", (reason) => stage.log("all", "disconnect", nsp, reason));
        socket.connect();
      }
      await stage.settle();
      raw.session.cut();
      await stage.settle();
      manager._close();
    },
  },
  {
    name: "disconnect while packets wait to be written, polling",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), { transports: ["polling"] });
      await stage.seen("a", "connect");
      await stage.settle();
      socket.emit("one");
      socket.emit("two");
      socket.disconnect();
      await stage.settle();
      stage.note("state", socket.io.engine.readyState, socket.io.engine.writeBuffer.length);
    },
  },
  {
    name: "disconnect while packets wait to be written, websocket",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      socket.emit("one");
      socket.emit("two");
      socket.disconnect();
      await stage.settle();
      stage.note("state", socket.io.engine.readyState, socket.io.engine.writeBuffer.length);
    },
  },
  {
    name: "a listener throws, and the connection goes on",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      socket.on("bad", () => {
        throw new Error("of the application");
      });
      raw.session.send('42["bad"]', '42["good"]');
      await stage.settle();
      stage.note("state", socket.connected);
    },
  },
];

export const endings: readonly Scenario[] = [...onWebSocket, ...onPolling, ...onPost, ...others];
