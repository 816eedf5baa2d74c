// One Socket.IO server in the process under attack, and an application on it.
import { createServer } from "node:http";
import { Served } from "../../harness/served.mjs";

/**
 * @typedef {typeof import("@sockeye/server")} ServerModule
 * @typedef {import("@sockeye/server").Server} Server
 * @typedef {import("@sockeye/server").Socket} Socket
 * @typedef {import("./types.ts").ServeDetails} ServeDetails
 */

const KEPT_NAMES = 20;

/** The honest client says so in the query of its session. @param {Socket} socket */
const isHonest = (socket) => socket.handshake.query["honest"] === "1";

/** @param {unknown} error */
const describe = (error) => {
  if (error instanceof Error) return /** @type {{ code?: string }} */ (error).code ?? error.message;
  return JSON.stringify(error) ?? "nothing";
};

/** @extends {Served<import("./types.ts").SeenEnd>} */
export class ServedSockets extends Served {
  counts = {
    connections: 0,
    open: 0,
    sessionsEnded: 0,
    middlewareRuns: 0,
    events: 0,
    acks: 0,
    rejectedAcks: 0,
  };
  /** @type {unknown[]} */
  names = [];
  /** @type {string[]} */
  errors = [];
  /** @type {import("./types.ts").SeenFailure[]} */
  failures = [];
  /** @type {Server} */
  io;
  http = createServer({ connectionsCheckingInterval: 1000 });
  /** @type {ServeDetails} */
  #details;

  /** @param {ServerModule} module @param {ServeDetails} details @param {object | undefined} parser */
  constructor({ Server }, details, parser) {
    super();
    this.#details = details;
    this.io = new Server(this.http, {
      onHandlerError: (error, { kind, event }) => {
        this.failures.push({ kind, event, error: error instanceof Error ? error.message : String(error) });
        this.wake();
      },
      ...(parser === undefined ? {} : { parser }),
      ...details.options,
    });
    for (const name of ["/", "/admin", "/free", "/wait", /^\/d/]) this.#open(name);
    // Asks somebody else, and never hears of it.
    this.io.of((name, _auth, answer) => {
      if (name.startsWith("/undecided")) this.wait((accept) => answer(null, accept));
      else answer(null, false);
    });
    this.io.engine.on("connection", (session) => {
      if (session.request.url?.includes("honest=1") === true) return;
      session.on("close", () => {
        this.counts.sessionsEnded += 1;
        this.wake();
      });
    });
  }

  /** @param {string | RegExp} name */
  #open(name) {
    const nsp = this.io.of(name);
    if (name !== "/free") this.#guard(nsp, name === "/wait" ? "wait" : this.#details.middleware);
    nsp.on("connection", (socket) => {
      if (isHonest(socket)) void socket.join("honest");
      else this.#accept(socket);
      socket.on("echo", (...args) => {
        const last = args.at(-1);
        if (typeof last === "function") last(...args.slice(0, -1));
        else socket.emit("echo", ...args);
      });
    });
  }

  /** @param {import("@sockeye/server").Namespace} nsp @param {import("./types.ts").Middleware | undefined} middleware */
  #guard(nsp, middleware) {
    if (middleware === undefined) return;
    nsp.use((socket, next) => {
      if (isHonest(socket)) return next();
      this.counts.middlewareRuns += 1;
      this.wake();
      switch (middleware) {
        case "refuse":
          return next(Object.assign(new Error("not you"), { data: { why: "because" } }));
        case "throw":
          throw new Error("middleware threw");
        case "reject":
          return /** @type {never} */ (Promise.reject(new Error("middleware rejected")));
        case "twice":
          next();
          return next();
        case "wait":
          return this.wait((accept) => next(accept ? undefined : new Error("not you")));
        case "roomy":
          socket.data.big = "x".repeat(100);
          for (let room = 0; room < 10; room++) void socket.join(`room${room}`);
          return next();
      }
    });
  }

  /** @param {Socket} socket */
  #accept(socket) {
    const { counts } = this;
    counts.connections += 1;
    counts.open += 1;
    socket.onAny((/** @type {string | number} */ name) => {
      counts.events += 1;
      this.names.push(name);
      if (this.names.length > KEPT_NAMES) this.names.shift();
      this.wake();
      // What applications do with names: without a check this would be a mistake that a client can cause.
      if (typeof name !== "number") name.startsWith("x");
    });
    this.#listenToErrors(socket);
    this.#behave(socket);
    socket.on("disconnect", (reason, /** @type {any} */ description) => {
      counts.open -= 1;
      this.ends.push({
        nsp: socket.nsp.name,
        reason,
        code: description === undefined ? "" : describe(description),
      });
      this.wake();
    });
    this.wake();
  }

  /** @param {Socket} socket */
  #listenToErrors(socket) {
    const { errorListener = "noting" } = this.#details;
    if (errorListener === "none") return;
    socket.on("error", (error) => {
      this.errors.push(describe(error));
      this.wake();
      // As if only errors came this way.
      if (errorListener === "naive") error.message.trim();
    });
  }

  /** What clients can make the application do. @param {Socket} socket */
  #behave(socket) {
    socket.on("all", (...args) => {
      this.io.emit("all", ...args);
    });
    socket.on("join", (/** @type {string[]} */ rooms) => socket.join(rooms));
    socket.on("join many", (/** @type {number} */ count) => {
      void socket.join(Array.from({ length: count }, (_, index) => `r${index}`));
    });
    socket.on("leave", (/** @type {string} */ room) => socket.leave(room));
    socket.on("set", (/** @type {Record<string, unknown>} */ values) => Object.assign(socket.data, values));
    socket.on("leave me", () => socket.disconnect());
    socket.on("throw", () => {
      throw new Error("listener threw");
    });
    socket.on("reject", () => Promise.reject(new Error("listener rejected")));
    socket.on("throw in ack", () => {
      socket.emit("question", () => {
        throw new Error("ack threw");
      });
    });
    socket.on(
      "inherits",
      (/** @type {object} */ value, /** @type {(inherits: boolean) => void} */ answer) => {
        const { auth, query } = socket.handshake;
        answer([value, auth, query].every((object) => "hasOwnProperty" in object));
      },
    );
    socket.on("answer twice", (/** @type {(text: string) => void} */ answer) => {
      answer("first");
      answer("second");
    });
    socket.use(([name], next) => {
      if (name === "refused") next(new Error("refused by a middleware"));
      else if (name === "throw in use") throw new Error("use threw");
      else next();
    });
  }

  /** @param {number} count @param {"callback" | "promise" | "timeout"} how */
  async ask(count, how) {
    const noteAnswer = () => {
      this.counts.acks += 1;
      this.wake();
    };
    const noteFailure = () => {
      this.counts.rejectedAcks += 1;
      this.wake();
    };
    for (const socket of this.io.sockets.sockets.values()) {
      if (isHonest(socket)) continue;
      for (let asked = 0; asked < count; asked++) {
        if (how === "callback") socket.emit("question", noteAnswer);
        else if (how === "promise") socket.emitWithAck("question").then(noteAnswer, noteFailure);
        else
          socket
            .timeout(50)
            .emit("question", (/** @type {unknown} */ error) => (error ? noteFailure() : noteAnswer()));
        if (asked % 1000 === 999) await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  /** @returns {import("./types.ts").ServerStatus} */
  status() {
    const { counts, ends, errors, failures, io, names, undecided, sockets } = this;
    const all = [...io._nsps.values()];
    return {
      ...counts,
      registered: all.reduce((sum, nsp) => sum + nsp.sockets.size, 0),
      sessions: io.engine.clientsCount,
      undecided: undecided.length,
      names,
      ends,
      errors,
      failures,
      namespaces: all.length,
      rooms: all.reduce((sum, nsp) => sum + nsp.adapter.rooms.size, 0),
      sockets: sockets.size,
      refusals: Object.fromEntries(io.refusals),
      engineRefusals: Object.fromEntries(io.engine.refusals),
    };
  }

  /** @returns {Record<import("./types.ts").Countable, number>} */
  seen() {
    const { counts, ends, errors, failures, undecided } = this;
    return {
      ...counts,
      undecided: undecided.length,
      ended: ends.length,
      errored: errors.length,
      failed: failures.length,
    };
  }

  async shut() {
    for (const socket of this.sockets) socket.destroy();
    await this.io.close();
  }
}
