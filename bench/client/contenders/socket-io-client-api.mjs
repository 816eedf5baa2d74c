/** The application as users of socket.io-client write it; serves two contenders. */
import { nextText } from "../../lib/texts.mjs";
import { takeOrders } from "./control.mjs";

/**
 * @param {typeof import("socket.io-client").Manager} Manager
 * @returns {Promise<{ port: number }>}
 */
export function startClients(Manager) {
  return takeOrders((url, transport, onFirst) => {
    const manager = new Manager(url, { transports: [transport], reconnection: false });
    const socket = manager.socket("/");
    let news = 0;
    socket.once("news", onFirst);
    socket.on("news", () => {
      news += 1;
    });
    socket.on("mark", (text, answer) => answer(text));
    socket.on("echo", (text) => socket.emit("echo", text));
    socket.on("send", (count) => {
      for (let index = 0; index < count; index += 1) {
        socket.emit("echo", nextText());
      }
    });
    const ask = () => socket.emit("ask", nextText(), ask);
    socket.on("ask", ask);
    return { close: () => socket.disconnect(), news: () => news };
  });
}
