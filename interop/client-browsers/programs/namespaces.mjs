// What the application does for its visitors.
import { describe } from "../pages/describe.mjs";

/**
 * @typedef {import("@sockeye/server").Server} Server
 * @typedef {import("@sockeye/server").Socket} Socket
 * @typedef {import("../pages/notes.mjs").Notes} Notes
 * @typedef {(...answer: unknown[]) => void} Done
 */

const bytes = () => Buffer.from([0, 1, 2, 253, 254, 255]);

/** @param {Socket} socket @param {Notes} notes */
function serve(socket, notes) {
  socket.on("echo", (/** @type {unknown[]} */ ...details) => {
    const done = details.at(-1);
    if (typeof done === "function") done(...details.slice(0, -1));
    else socket.emit("echo", ...details);
  });
  socket.on("describe", async (/** @type {unknown} */ value, /** @type {Done} */ done) => {
    done(await describe(value));
  });
  socket.on("gift", () => socket.emit("gift", bytes(), { nested: [bytes(), "text"] }));
  socket.on("ask back", (/** @type {number} */ number, /** @type {Done} */ done) => {
    socket.emit("question", number, done);
  });
  socket.on("silence", () => undefined);
  socket.on("say", (/** @type {unknown} */ what, /** @type {Done | undefined} */ done) => {
    notes.add("said", what);
    done?.();
  });
  socket.on("join", async (/** @type {string} */ room, /** @type {Done} */ done) => {
    await socket.join(room);
    done();
  });
  socket.on("leave", async (/** @type {string} */ room, /** @type {Done} */ done) => {
    await socket.leave(room);
    done();
  });
  socket.on("say to", (/** @type {string} */ room, /** @type {unknown} */ what, /** @type {Done} */ done) => {
    socket.to(room).emit("news", what);
    done();
  });
  socket.on("where", (/** @type {Done} */ done) => done(socket.nsp.name));
  socket.on("handshake", (/** @type {Done} */ done) => {
    const { headers, query, auth } = socket.handshake;
    done({ headers, query, auth, transport: socket.conn.transport.name });
  });
}

/** @param {Server} io @param {Notes} notes */
export function openNamespaces(io, notes) {
  const guarded = io.of("/guarded");
  guarded.use((socket, next) => {
    if (socket.handshake.auth["token"] === "let me in") return next();
    next(Object.assign(new Error("not without a token"), { data: { code: 401 } }));
  });
  for (const namespace of [io.of("/"), io.of("/static"), guarded, io.of(/^\/dynamic-\d+$/u)]) {
    namespace.on("connection", (/** @type {Socket} */ socket) => {
      notes.add("connection", socket.nsp.name, socket.conn.transport.name);
      socket.conn.on("upgrade", (/** @type {{ name: string }} */ { name }) => notes.add("upgrade", name));
      socket.on("disconnect", (/** @type {string} */ reason) => notes.add("disconnect", reason));
      serve(socket, notes);
    });
  }
}
