// A CommonJS module of a user, in TypeScript, against the published declarations.
import net = require("node:net");
import WebSocket = require("@sockeye/websocket");
import codec = require("@sockeye/websocket/codec");
import lean = require("@sockeye/websocket/lean");
import engine = require("@sockeye/server/engine");
import protocol = require("@sockeye/protocol/engine");

if (codec.encodeFrame(0x81, Buffer.from("x")).length !== 3) throw new Error("a wrong frame");
if (new engine.Server({ allowEIO3: true }).clientsCount !== 0) throw new Error("sessions from nowhere");
if (!protocol.isTransportName("websocket")) throw new Error("no websocket");
if (Object.keys(lean).length === 0) throw new Error("the lean face is empty");

const server = new WebSocket.WebSocketServer({ port: 0, host: "127.0.0.1" });
server.on("connection", (peer: WebSocket) => {
  const stream = WebSocket.createWebSocketStream(peer);
  stream.pipe(stream);
});
server.once("listening", () => {
  const { port } = server.address() as net.AddressInfo;
  const client: WebSocket = new WebSocket(`ws://127.0.0.1:${port}`);
  client.once("open", () => client.send("hello"));
  client.once("message", () => client.close(1000));
  client.once("close", () => server.close(() => console.log("worked")));
});
