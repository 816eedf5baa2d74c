// The chat behind the pages of vanilla, react, vue and svelte: a few files, and a Socket.IO server, which has the client for pages.
import { once } from "node:events";
import { createServer } from "node:http";
import { Server } from "@sockeye/server";

/**
 * @typedef {{ path: string, type: string, text: string }} PageFile
 * @typedef {{ url: string, io: Server, close(): Promise<void> }} Chat
 */

/**
 * @param {readonly PageFile[]} files
 * @param {number} [port] 0 for any that is free
 * @returns {Promise<Chat>}
 */
export async function startChat(files, port = 0) {
  const http = createServer((request, response) => {
    const file = files.find(({ path }) => path === request.url);
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": `${file.type}; charset=utf-8` }).end(file.text);
  });
  const io = new Server(http, { maxHttpBufferSize: 10_000 });
  io.on("connection", (socket) => {
    /** @type {unknown} */
    const given = socket.handshake.auth["name"];
    const name = typeof given === "string" ? given.slice(0, 30) : "somebody";
    const count = () => io.emit("people", io.sockets.sockets.size);
    count();
    socket.on("disconnect", count);
    socket.on("say", (/** @type {unknown} */ text, /** @type {(isSaid: boolean) => void} */ answer) => {
      const isSaid = typeof text === "string" && text !== "" && text.length <= 1000;
      if (isSaid) io.emit("said", name, text);
      answer(isSaid);
    });
  });
  http.listen(port, "127.0.0.1");
  await once(http, "listening");
  const address = /** @type {import("node:net").AddressInfo} */ (http.address());
  return { url: `http://127.0.0.1:${address.port}`, io, close: () => io.close() };
}
