// One engine in the process under attack.
import { createServer } from "node:http";
import { Served } from "../../harness/served.mjs";

/**
 * @typedef {import("../../engine-table/implementation.ts").EngineModule} EngineModule
 * @typedef {import("../../engine-table/implementation.ts").EngineSocket} EngineSocket
 * @typedef {import("node:http").IncomingMessage} IncomingMessage
 * @typedef {import("./types.ts").ServeDetails} ServeDetails
 */

/** @param {IncomingMessage} request */
const isHonest = (request) => request.url?.includes("honest=1") === true;

// Counts the turns of the event loop while somebody asks, and costs nothing otherwise.
let turn = 0;

/** @extends {Served<import("./types.ts").SeenEnd>} */
export class ServedEngine extends Served {
  counts = { accepted: 0, messages: 0, bytes: 0, heartbeats: 0, packets: 0, turns: 0, upgrades: 0 };
  /** @type {Record<string, number>} */
  errors = {};
  /** @type {Set<EngineSocket>} */
  open = new Set();
  /** @type {import("../../engine-table/implementation.ts").EngineServer} */
  engine;
  /** @type {import("node:http").Server} */
  http;
  #lastTurn = -1;

  /** @param {EngineModule} module @param {ServeDetails} details */
  constructor({ Server }, details) {
    super();
    const { options = {}, behaviour = "echo", host = "attached" } = details;
    this.http = createServer({ connectionsCheckingInterval: 1000 }, (_request, response) => {
      response.statusCode = 404;
      response.end("the app");
    });
    this.engine = new Server({ ...options, ...this.#allowRequest(details) });
    if (host === "attached") this.engine.attach(this.http, { destroyUpgradeTimeout: 50, ...options });
    else this.#handOver();
    this.#decide(details);
    this.engine.on("connection", (/** @type {EngineSocket} */ socket) => {
      if (isHonest(socket.request)) socket.on("message", (data) => socket.send(data));
      else this.#accept(socket, behaviour);
    });
    this.engine.on("connection_error", (/** @type {{ code: number }} */ { code }) => {
      this.errors[code] = (this.errors[code] ?? 0) + 1;
      this.wake();
    });
  }

  /** The application decides what the engine gets, which is then every target there is. */
  #handOver() {
    this.http.removeAllListeners("request");
    this.http.on("request", (request, response) => this.engine.handleRequest(request, response));
    this.http.on("upgrade", (request, socket, head) => this.engine.handleUpgrade(request, socket, head));
  }

  /** @param {ServeDetails} details */
  #allowRequest({ decision }) {
    if (decision?.by !== "allowRequest") return {};
    return {
      /** @param {IncomingMessage} request @param {(error: string | null, success: boolean) => void} done */
      allowRequest: (request, done) => {
        if (isHonest(request)) done(null, true);
        else if (decision.how === "refuse") done("no", false);
        else this.wait((accept) => done(null, accept));
      },
    };
  }

  /** @param {ServeDetails} details */
  #decide({ decision }) {
    if (decision?.by === "generateId") {
      const generate = this.engine.generateId.bind(this.engine);
      this.engine.generateId = async (request) => {
        if (isHonest(request)) return generate(request);
        const accept = decision.how === "wait" && (await new Promise((resolve) => this.wait(resolve)));
        if (!accept) throw new Error("no");
        return generate(request);
      };
    }
    if (decision?.by === "use") {
      this.engine.use(
        (
          /** @type {IncomingMessage} */ request,
          /** @type {unknown} */ _response,
          /** @type {(error?: Error) => void} */ next,
        ) => {
          if (isHonest(request)) next();
          else if (decision.how === "refuse") next(new Error("no"));
          else this.wait((accept) => next(accept ? undefined : new Error("no")));
        },
      );
    }
  }

  /** @param {EngineSocket} socket @param {"echo" | "count"} behaviour */
  #accept(socket, behaviour) {
    const { counts } = this;
    counts.accepted += 1;
    this.open.add(socket);
    socket.on("packet", (/** @type {{ type: string }} */ { type }) => {
      // What cannot be decoded is told as a packet, too.
      if (type === "error") return;
      counts.packets += 1;
      this.#countTurn();
      this.wake();
    });
    socket.on("message", (/** @type {string | Buffer | undefined} */ data) => {
      counts.messages += 1;
      counts.bytes += data?.length ?? 0;
      if (behaviour === "echo") socket.send(data ?? "");
      this.wake();
    });
    socket.on("heartbeat", () => {
      counts.heartbeats += 1;
      this.wake();
    });
    socket.on("upgrade", () => {
      counts.upgrades += 1;
      this.wake();
    });
    socket.on("close", (/** @type {string} */ reason, /** @type {any} */ description) => {
      this.open.delete(socket);
      this.ends.push({ reason, code: String(description?.code ?? description?.message ?? "") });
      this.wake();
    });
    this.wake();
  }

  #countTurn() {
    if (this.#lastTurn === turn) return;
    this.#lastTurn = turn;
    this.counts.turns += 1;
    setImmediate(() => {
      turn += 1;
    });
  }

  /** @returns {import("./types.ts").ServerStatus} */
  status() {
    const { counts, ends, errors, open, undecided, sockets } = this;
    return { ...counts, open: open.size, undecided: undecided.length, ends, errors, sockets: sockets.size };
  }

  /** @returns {Record<import("./types.ts").Countable, number>} */
  seen() {
    const failed = Object.values(this.errors).reduce((sum, count) => sum + count, 0);
    return { ...this.counts, ended: this.ends.length, undecided: this.undecided.length, failed };
  }

  async shut() {
    this.engine.close();
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.http.close(resolve));
  }
}
