// The application: it notes what arrives, sends news, and asks questions.
import { once } from "node:events";
import { createServer } from "node:http";
import { isPayloadOf, payloadOf } from "./payload.mjs";

/** @typedef {import("socket.io").Socket} Socket */
/** @typedef {import("./types.ts").Note} Note */

/** Short, so that a silent connection is found out soon. */
export const heartbeat = { pingInterval: 250, pingTimeout: 400 };
/** How long a question of the server may take. */
const patience = 300;

/** Who it is, as its client says. @param {Socket} socket */
const nameOf = (socket) => String(socket.handshake.auth["who"]);

export class Application {
  /** @type {Map<Socket, { told: number }>} Those that are connected. */
  #sockets = new Map();
  #asked = 0;
  #unanswered = 0;
  /** @type {Map<string, number>} News for a party by its name, where the server recovers. */
  #told = new Map();
  #note;
  #io;
  #httpServer = createServer();
  #recovers;

  /** @param {import("./types.ts").ServerModule} module @param {{ note: Note, recovers: boolean }} options */
  constructor({ Server }, { note, recovers }) {
    this.#note = note;
    this.#recovers = recovers;
    this.#io = new Server(this.#httpServer, {
      ...heartbeat,
      upgradeTimeout: 1_000,
      connectTimeout: 1_000,
      ...(recovers ? { connectionStateRecovery: { maxDisconnectionDuration: 60_000 } } : {}),
    });
    for (const name of ["/", "/second"]) {
      this.#io.of(name).on("connection", (socket) => this.#welcome(socket));
    }
  }

  async listen() {
    this.#httpServer.listen(0, "127.0.0.1");
    await once(this.#httpServer, "listening");
    return /** @type {import("node:net").AddressInfo} */ (this.#httpServer.address()).port;
  }

  get connected() {
    return this.#sockets.size;
  }

  /** @param {Socket} socket */
  #welcome(socket) {
    const who = nameOf(socket);
    const { id, recovered } = socket;
    const next = this.#recovers ? (this.#told.get(who) ?? 0) : 0;
    this.#note(who, { what: "joined", id, recovered, next });
    this.#sockets.set(socket, { told: 0 });
    if (!recovered) void socket.join(who);
    socket.on(
      "number",
      (/** @type {number} */ n, /** @type {unknown} */ payload, /** @type {unknown} */ answer) => {
        this.#note(who, { what: "arrived", n, id, isIntact: isPayloadOf(payload, n) });
        if (typeof answer === "function") answer(n);
      },
    );
    socket.on("fence", (/** @type {() => void} */ answer) => answer());
    socket.on("disconnect", (reason) => {
      this.#note(who, { what: "left", id, reason });
      this.#sockets.delete(socket);
    });
  }

  /** Sends one to everybody. Where the server recovers, also to those who are away. */
  sendNews() {
    if (this.#recovers) {
      for (const who of new Set([...this.#told.keys(), ...[...this.#sockets.keys()].map(nameOf)])) {
        const m = this.#told.get(who) ?? 0;
        this.#told.set(who, m + 1);
        this.#note(who, { what: "told", m, id: "" });
        this.#io.to(who).emit("news", m, payloadOf(m));
      }
      return;
    }
    for (const [socket, counters] of this.#sockets) {
      const m = counters.told;
      counters.told += 1;
      this.#note(nameOf(socket), { what: "told", m, id: socket.id });
      socket.emit("news", m, payloadOf(m));
    }
  }

  /** Asks everybody who is connected. */
  ask() {
    const q = this.#asked;
    this.#asked += 1;
    for (const socket of this.#sockets.keys()) {
      const [who, id] = [nameOf(socket), socket.id];
      this.#note(who, { what: "asks", q, id });
      this.#unanswered += 1;
      const settle = (/** @type {Error | null} */ error, /** @type {unknown} */ answer) => {
        this.#unanswered -= 1;
        const problem = error?.message ?? (answer === q ? undefined : `the answer is ${String(answer)}`);
        this.#note(who, { what: "answered", q, id, ...(problem === undefined ? {} : { error: problem }) });
      };
      socket.timeout(patience).emit("question", q, settle);
    }
  }

  /** Whether all questions have been answered, or their time is up. */
  get isSettled() {
    return this.#unanswered === 0;
  }

  async stop() {
    await this.#io.close();
  }
}
