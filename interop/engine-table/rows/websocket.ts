import { Buffer } from "node:buffer";
import { BINARY, CLOSE, closePayload, type FrameParts, PING, TEXT } from "../../attacks/harness/frames.ts";
import type { Row } from "../harness/row.ts";

const text = (payload: string | Buffer): FrameParts => ({ opcode: TEXT, payload });
const binary = (payload: Buffer): FrameParts => ({ opcode: BINARY, payload });

/** Frames of a client that leave the session alive; a message behind them arrives. */
const harmless: readonly (readonly [string, readonly FrameParts[]])[] = [
  ["a message", [text("4hello")]],
  ["an empty message", [text("4")]],
  ["text beyond ASCII", [text("4h\u00e9 \u20ac \u{1f600}")]],
  ["a separator is nothing special", [text("4a\u001e4b")]],
  ["binary data", [binary(Buffer.from([1, 2, 3]))]],
  ["empty binary data", [binary(Buffer.alloc(0))]],
  ["base64 in a text", [text("bAQID")]],
  [
    "a message in two fragments",
    [
      { ...text("4he"), fin: false },
      { opcode: 0, payload: "llo" },
    ],
  ],
  ["a close packet", [text("1")]],
  ["an open packet", [text("0")]],
  ["an upgrade packet", [text("5")]],
  ["a noop", [text("6")]],
  ["a pong that nobody asked for", [text("3")]],
];

/** Frames of a client that end its session. */
const fatal: readonly (readonly [string, readonly FrameParts[]])[] = [
  ["a ping packet", [text("2")]],
  ["a probe", [text("2probe")]],
  ["an unknown type", [text("7")]],
  ["a letter", [text("abc")]],
  ["an empty text", [text("")]],
  ["garbage behind a message", [text("4before"), text("x"), text("4behind")]],
  ["a close frame with 1000", [{ opcode: CLOSE, payload: closePayload(1000) }]],
  ["a close frame with 4321 and a reason", [{ opcode: CLOSE, payload: closePayload(4321, "bye") }]],
  ["a close frame without a code", [{ opcode: CLOSE }]],
  ["text that is not UTF-8", [text(Buffer.from([0x34, 0xff]))]],
  ["a frame without a mask", [{ ...text("4hello"), mask: false }]],
  ["a reserved bit", [{ ...text("4hello"), rsv: 0x40 }]],
];

const frames: readonly Row[] = [
  ...harmless.map(([name, sent]): Row => ({
    name: `over WebSocket: ${name}`,
    script: async (world) => {
      const ws = await world.openSocket("ws");
      ws.frames(...sent);
      ws.send("4behind");
      await world.seen('sid1 message "behind"');
    },
  })),
  ...fatal.map(([name, sent]): Row => ({
    name: `over WebSocket, the end: ${name}`,
    script: async (world) => {
      const ws = await world.openSocket("ws");
      ws.frames(...sent);
      await world.seen("sid1 close");
      await ws.gone();
    },
  })),
  {
    name: "over WebSocket: a ping frame is answered",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      ws.frames({ opcode: PING, payload: "hi" });
      await ws.frame();
    },
  },
];

const sizes: readonly Row[] = [
  {
    name: "a frame as large as maxHttpBufferSize",
    options: { maxHttpBufferSize: 10 },
    script: async (world) => {
      const ws = await world.openSocket("ws");
      ws.send("4234567890");
      ws.frames(binary(Buffer.alloc(10, 1)));
      await world.seen("sid1 message", 2);
    },
  },
  {
    name: "a text frame larger than maxHttpBufferSize",
    options: { maxHttpBufferSize: 10 },
    script: async (world) => {
      const ws = await world.openSocket("ws");
      ws.send("42345678901");
      await world.seen("sid1 close");
      await ws.gone();
    },
  },
  {
    name: "a message in fragments larger than maxHttpBufferSize",
    options: { maxHttpBufferSize: 10 },
    script: async (world) => {
      const ws = await world.openSocket("ws");
      ws.frames({ ...text("423456"), fin: false }, { opcode: 0, payload: "78901" });
      await world.seen("sid1 close");
      await ws.gone();
    },
  },
];

const sending: readonly Row[] = [
  {
    name: "what a server sends over WebSocket is a frame each",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      for (const data of ["one", "", Buffer.from([1, 2]), Buffer.alloc(0)]) world.socket.send(data);
      world.socket.send(new Uint8Array([3, 4]));
      for (let count = 0; count < 5; count++) await ws.frame();
    },
  },
  {
    name: "a client without binary gets base64 over WebSocket",
    script: async (world) => {
      const ws = await world.openSocket("ws", "b64=1");
      world.socket.send("text");
      world.socket.send(Buffer.from([1, 2, 3]));
      await ws.frame();
      await ws.frame();
    },
  },
  {
    name: "a callback of send runs over WebSocket",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      world.socket.send("hello", {}, () => world.tracks.server("sent"));
      await ws.frame();
      await world.seen("sent");
    },
  },
  {
    name: "the server closes a WebSocket",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      world.socket.close();
      await ws.gone();
      await world.seen("sid1 close");
    },
  },
  {
    name: "the server closes a WebSocket behind a message",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      world.socket.send("last");
      world.socket.close();
      await ws.gone();
      await world.seen("sid1 close");
    },
  },
  {
    name: "the server closes a WebSocket at once",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      world.socket.close(true);
      await ws.gone();
      await world.seen("sid1 close");
    },
  },
  {
    name: "the engine closes its WebSockets",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      world.engine.close();
      await ws.gone();
      await world.seen("sid1 close");
    },
  },
  {
    name: "a WebSocket client that goes without a word",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      ws.wire.reset();
      await world.seen("sid1 close");
    },
  },
  {
    name: "a WebSocket client that ends its side",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      ws.wire.socket.end();
      await world.seen("sid1 close");
      await ws.gone();
    },
  },
];

const deflate = { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" };

const compression: readonly Row[] = [
  {
    name: "perMessageDeflate is off by default",
    script: async (world) => (await world.upgrade("ws", { headers: deflate })).head(),
  },
  ...[true, {}, { threshold: 5 }].map((perMessageDeflate): Row => ({
    name: `perMessageDeflate ${JSON.stringify(perMessageDeflate)}`,
    options: { perMessageDeflate },
    script: async (world) => {
      const ws = await world.upgrade("ws", { headers: deflate });
      await ws.head();
      await ws.skipFrame();
      world.socket.send("hello hello");
      await ws.frame();
    },
  })),
  ...[true, { threshold: 5 }].map((perMessageDeflate): Row => ({
    name: `perMessageDeflate ${JSON.stringify(perMessageDeflate)} for a client without context takeover`,
    options: { perMessageDeflate },
    script: async (world) => {
      const offer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
      const ws = await world.upgrade("ws", { headers: { "Sec-WebSocket-Extensions": offer } });
      await ws.head();
      await ws.skipFrame();
      for (const size of [3, 4, 5, 1022, 1023, 1024]) {
        world.socket.send("x".repeat(size));
        const frame = await ws.wire.frame();
        world.note(`${size + 1} bytes: ${(frame!.firstByte & 0x40) === 0 ? "as it is" : "compressed"}`);
      }
    },
  })),
];

const handshakes: readonly (readonly [string, Parameters<typeof upgradeRow>[1]])[] = [
  ["without a key", { headers: { "Sec-WebSocket-Key": undefined } }],
  ["with a short key", { headers: { "Sec-WebSocket-Key": "short" } }],
  ["without a version", { headers: { "Sec-WebSocket-Version": undefined } }],
  ["of version 12", { headers: { "Sec-WebSocket-Version": "12" } }],
  ["of version 8", { headers: { "Sec-WebSocket-Version": "8" } }],
  ["to h2c", { headers: { Upgrade: "h2c" } }],
  ["by POST", { method: "POST" }],
  ["with a sub-protocol", { headers: { "Sec-WebSocket-Protocol": "chat" } }],
  ["spelled otherwise", { headers: { Upgrade: "WebSocket", Connection: "keep-alive, upgrade" } }],
];

function upgradeRow(
  name: string,
  parts: { method?: string; headers?: Record<string, string | undefined> },
): Row {
  return {
    name: `an upgrade ${name}`,
    script: async (world) => (await world.upgrade("ws", parts)).head(),
  };
}

const unhandled: readonly Row[] = [
  {
    name: "an upgrade of another path is ended after a while",
    options: { destroyUpgradeTimeout: 20 },
    script: async (world) => (await world.upgrade("ws", { path: "/elsewhere" })).head(),
  },
  {
    name: "an upgrade of another path that the application answers is left alone",
    options: { destroyUpgradeTimeout: 20 },
    script: async (world) => {
      world.http.on("upgrade", (request, socket) => {
        if (request.url?.startsWith("/elsewhere") === true) socket.write("HTTP/1.1 101 Mine\r\n\r\n");
      });
      const ws = await world.upgrade("ws", { path: "/elsewhere" });
      await ws.skipHead();
      // One that nobody answers, started later, is ended: the time has passed for the first one, too.
      await (await world.upgrade("other", { path: "/other" })).head();
      world.note(ws.wire.socket.readyState);
    },
  },
  {
    name: "an upgrade of another path with destroyUpgrade false is the application's affair",
    options: { destroyUpgrade: false, destroyUpgradeTimeout: 20 },
    script: async (world) => {
      world.http.on("upgrade", (_request, socket) => {
        setTimeout(
          () => socket.end("HTTP/1.1 418 Mine\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
          60,
        );
      });
      await (await world.upgrade("ws", { path: "/elsewhere" })).head();
    },
  },
];

/** A session over WebSocket. */
export const websocket: readonly Row[] = [
  ...frames,
  ...sizes,
  ...sending,
  ...compression,
  ...handshakes.map(([name, parts]) => upgradeRow(name, parts)),
  ...unhandled,
];
