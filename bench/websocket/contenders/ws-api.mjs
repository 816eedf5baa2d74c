/** The applications, written against the API of ws as its users write them. Serves two contenders. */
import { nextText } from "../../lib/texts.mjs";

/**
 * @param {typeof import("ws").WebSocketServer} WebSocketServer
 * @param {import("./index.mjs").App} app
 * @returns {Promise<{ port: number }>}
 */
export async function startWsApi(WebSocketServer, app) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (webSocket) => {
    webSocket.on("error", () => {});
    if (app === "echo") {
      webSocket.on("message", (data, isBinary) => {
        // With the default binaryType, what arrives is a Buffer.
        webSocket.send(isBinary ? data : /** @type {Buffer} */ (data).toString());
      });
    } else {
      webSocket.on("message", (data) => broadcast(server, Number(data)));
    }
  });
  await new Promise((resolve, reject) => {
    server.once("listening", resolve);
    server.once("error", reject);
  });
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("the server does not listen on a TCP port");
  }
  return { port: address.port };
}

/**
 * @param {import("ws").WebSocketServer} server
 * @param {number} count
 * @returns {void}
 */
function broadcast(server, count) {
  for (let index = 0; index < count; index += 1) {
    const text = nextText();
    for (const client of server.clients) {
      client.send(text);
    }
  }
}
