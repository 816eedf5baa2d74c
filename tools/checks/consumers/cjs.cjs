"use strict";
// A CommonJS module of a user.
const assert = require("node:assert/strict");
const WebSocket = require("@sockeye/websocket");
const { OPCODE } = require("@sockeye/websocket/codec");
const lean = require("@sockeye/websocket/lean");
const { createSecondFace } = require("@sockeye/websocket/face");
const { createDialects } = require("@sockeye/protocol/engine");
const { portableBytes } = require("@sockeye/protocol/kernel");
const { Server } = require("@sockeye/server/engine");
const { VirtualClock } = require("@sockeye/testkit");

assert.equal(typeof WebSocket, "function");
assert.equal(WebSocket.WebSocket, WebSocket);
assert.equal(WebSocket.Server, WebSocket.WebSocketServer);
assert.equal(typeof WebSocket.createWebSocketStream, "function");
assert.equal(OPCODE.text, 1);
assert.ok(Object.keys(lean).length > 0);
assert.equal(typeof createSecondFace, "function");
assert.equal(createDialects(portableBytes)[3].encodePayload([{ type: "noop" }], false), "1:6");
assert.equal(new Server().clientsCount, 0);
assert.equal(new VirtualClock().pending, 0);

const server = new WebSocket.WebSocketServer({ port: 0, host: "127.0.0.1" });
server.on("connection", (peer) =>
  peer.on("message", (data, isBinary) => peer.send(data, { binary: isBinary })),
);
server.once("listening", () => {
  const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
  client.once("open", () => client.send("hello"));
  client.once("message", (data) => {
    assert.equal(String(data), "hello");
    client.close(1000);
  });
  client.once("close", (code) => {
    assert.equal(code, 1000);
    server.close(() => console.log("worked"));
  });
});
