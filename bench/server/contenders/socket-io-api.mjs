/** The applications, written against the API of socket.io as its users write them. Serves two contenders. */
import { createServer } from "node:http";
import { heartbeat } from "../../lib/heartbeat.mjs";
import { listen } from "../../lib/listen.mjs";
import { nextText } from "../../lib/texts.mjs";
import { extraRoomOf, largeRoomOf, smallRoomOf } from "../wire.mjs";
import { Seats } from "./seats.mjs";

/** @typedef {import("socket.io").Server} Server */

/**
 * @param {typeof import("socket.io").Server} Server
 * @param {import("./index.mjs").App} app
 * @param {object} [options] that only this contender has
 * @returns {Promise<{ port: number }>}
 */
export function startServer(Server, app, options = {}) {
  const httpServer = createServer();
  const io = new Server(httpServer, { ...heartbeat, ...options });
  applications[app](io);
  return listen(httpServer);
}

/** @type {Record<import("./index.mjs").App, (io: Server) => void>} */
const applications = {
  echo(io) {
    io.on("connection", (socket) => {
      socket.on("echo", (message) => socket.emit("echo", message));
      socket.on("ask", (message, answer) => answer(message));
    });
  },

  broadcast(io) {
    io.on("connection", (socket) => {
      socket.on("broadcast", (count) => {
        for (let index = 0; index < count; index += 1) {
          io.emit("news", nextText());
        }
      });
    });
  },

  rooms(io) {
    /** @type {Seats<import("socket.io").Socket>} */
    const seats = new Seats();
    io.on("connection", (socket) => {
      const seat = seats.take(socket);
      void socket.join([smallRoomOf(seat), largeRoomOf(seat)]);
      socket.on("disconnect", () => seats.leave(seat));
      socket.on("news", (rooms) => {
        for (const room of rooms) {
          io.to(room).emit("news", nextText());
        }
      });
      socket.on("join", (first, count, answer) => {
        seats.forEach(first, count, (other, index) => other.join(extraRoomOf(index)));
        answer();
      });
      socket.on("leave", (first, count, answer) => {
        seats.forEach(first, count, (other, index) => other.leave(extraRoomOf(index)));
        answer();
      });
    });
  },
};
