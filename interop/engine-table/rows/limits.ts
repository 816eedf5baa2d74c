import type { Row } from "../harness/row.ts";

const separator = "\u001e";
const post = (sid: string, body: string): { method: string; sid: string; body: string } => ({
  method: "POST",
  sid,
  body,
});

const many = (packet: string, count: number): string =>
  Array.from({ length: count }, () => packet).join(separator);

const waiting: (() => void)[] = [];

function decideAll(): void {
  for (const decide of waiting.splice(0)) decide();
}

/** Limits that are there by default, most of them made small to be seen. */
export const limits: readonly Row[] = [
  ...(
    [
      ["noops", "6", 100],
      ["noops", "6", 101],
      ["pongs", "3", 101],
      ["messages", "4", 101],
    ] as const
  ).map(([name, packet, count]): Row => ({
    name: `one POST of ${count} ${name}`,
    script: async (world) => {
      const sid = await world.open();
      world.socket.removeAllListeners("message");
      world.socket.removeAllListeners("heartbeat");
      await world.ask("post", post(sid, many(packet, count)));
      await world.ask("behind", post(sid, "6"));
    },
  })),
  {
    name: "more unknown sids in a second than maxUnknownSidsPerSecond",
    options: { maxUnknownSidsPerSecond: 2 },
    script: async (world) => {
      for (const name of ["first", "second", "third"]) await world.ask(name, { sid: "nobody" });
    },
  },
  {
    name: "more sessions at a time than maxConnections",
    options: { maxConnections: 1 },
    script: async (world) => {
      await world.open();
      await world.ask("second", {});
      await (await world.upgrade("ws")).head();
    },
  },
  {
    name: "more handshakes in a second than twice handshakesPerSecond",
    options: { handshakesPerSecond: 1 },
    script: async (world) => {
      await world.open();
      await world.open();
      await world.ask("third", {});
      await (await world.upgrade("ws")).head();
    },
  },
  {
    name: "more handshakes that wait for a decision than maxPendingHandshakes",
    options: {
      maxPendingHandshakes: 1,
      // Decided in pairs, or when the row says so.
      allowRequest: (_request, done) => {
        waiting.push(() => done("decided", false));
        if (waiting.length === 2) decideAll();
      },
    },
    script: async (world) => {
      const first = await world.send("first", {});
      await world.ask("second", {});
      decideAll();
      await first.answer();
    },
  },
  {
    name: "more bytes for one session than maxBufferedBytes",
    options: { maxBufferedBytes: 10 },
    script: async (world) => {
      const sid = await world.open();
      world.socket.send("a message of its own may be larger");
      world.socket.send("one");
      await world.ask("get", { sid });
    },
  },
  {
    name: "messages that nobody collects for writeStallTimeout",
    options: { writeStallTimeout: 20, pingInterval: 200, pingTimeout: 200 },
    script: async (world) => {
      const sid = await world.open();
      world.socket.send("hello");
      await world.seen("sid1 close");
      await world.ask("get", { sid });
    },
  },
  {
    name: "a body that stops for bodyTimeout",
    options: { bodyTimeout: 20, pingInterval: 200, pingTimeout: 200 },
    script: async (world) => {
      const sid = await world.open();
      const call = await world.send("post", { method: "POST", sid, headers: { "Content-Length": "6" } });
      call.wire.send("4he");
      await call.answer();
      await world.seen("sid1 close");
    },
  },
];
