// An ES module of a user.
import assert from "node:assert/strict";
import { once } from "node:events";
import DefaultWebSocket, * as main from "@sockeye/websocket";
import { OPCODE } from "@sockeye/websocket/codec";
import { createSecondFace } from "@sockeye/websocket/face";
import * as lean from "@sockeye/websocket/lean";
import { createDialects } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import { listen, parser, protocol } from "@sockeye/server/engine";
import { VirtualClock } from "@sockeye/testkit";

const { WebSocket, WebSocketServer, createWebSocketStream } = main;
assert.equal(DefaultWebSocket, WebSocket);
assert.equal(WebSocket.WebSocketServer, WebSocketServer);
assert.equal(typeof createWebSocketStream, "function");
assert.equal(OPCODE.text, 1);
assert.ok(Object.keys(lean).length > 0);
assert.equal(typeof createSecondFace, "function");
assert.equal(createDialects(portableBytes)[4].encodeFrame({ type: "message", data: "a" }, true), "4a");
assert.equal(protocol, parser.protocol);
assert.equal(new VirtualClock().now(), 0);

const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
server.on("connection", (peer) =>
  peer.on("message", (data, isBinary) => peer.send(data, { binary: isBinary })),
);
await once(server, "listening");
const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
await once(client, "open");
client.send("hello");
const [answer, isBinary] = await once(client, "message");
assert.equal(String(answer), "hello");
assert.equal(isBinary, false);
client.close(1000);
const [code] = await once(client, "close");
assert.equal(code, 1000);
server.close();
await once(server, "close");

const engine = listen(0);
await once(engine.httpServer, "listening");
const address = `http://127.0.0.1:${engine.httpServer.address().port}/engine.io/`;
const handshake = await (await fetch(`${address}?EIO=4&transport=polling`)).text();
assert.deepEqual(JSON.parse(handshake.slice(1)).upgrades, ["websocket"]);
assert.equal(engine.clientsCount, 1);
engine.close();
engine.httpServer.close();
engine.httpServer.closeAllConnections();
console.log("worked");
