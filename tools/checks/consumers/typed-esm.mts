// An ES module of a user, in TypeScript, against the published declarations.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import DefaultWebSocket, { createWebSocketStream, WebSocket, WebSocketServer } from "@sockeye/websocket";
import { encodeFrame, OPCODE } from "@sockeye/websocket/codec";
import * as lean from "@sockeye/websocket/lean";
import { encodeHandshake, type EnginePacket } from "@sockeye/protocol/engine";
import { Server, type ServerOptions, type Socket } from "@sockeye/server/engine";
import type { ServerTransport } from "@sockeye/server/ports";
import { VirtualClock } from "@sockeye/testkit";

const same: typeof WebSocket = DefaultWebSocket;
const opcode: number = OPCODE.text;
if (encodeFrame(0x80 | opcode, Buffer.from("x")).length !== 3) throw new Error("a wrong frame");
const options: ServerOptions = { pingInterval: 1000, cors: { origin: "https://example.org" } };
const engine = new Server(options);
engine.on("connection", (peer: Socket) => peer.send("hello", { compress: false }));
const name: ServerTransport["name"] = "polling";
const packet: EnginePacket = { type: "message", data: name };
const clock = new VirtualClock();
if (clock.now() !== 0 || packet.data !== "polling" || engine.upgrades(name).length !== 1)
  throw new Error("engine");
if (typeof encodeHandshake !== "function") throw new Error("protocol");
if (Object.keys(lean).length === 0) throw new Error("the lean face is empty");

const server: WebSocketServer = new WebSocketServer({ port: 0, host: "127.0.0.1" });
server.on("connection", (peer: WebSocket) => {
  const stream = createWebSocketStream(peer);
  stream.pipe(stream);
});
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const client = new same(`ws://127.0.0.1:${port}`, { maxPayload: 1024 });
await once(client, "open");
client.send("hello");
await once(client, "message");
client.close(1000);
await once(client, "close");
server.close();
await once(server, "close");
console.log("worked");
