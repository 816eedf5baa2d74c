// The serving half of the process under attack.
import { createServer } from "node:http";
import { ByteByByte } from "./byte-by-byte.mjs";
import { startHeartbeat } from "./heartbeat.mjs";

/**
 * @typedef {import("./types.ts").Answers} Answers
 * @typedef {import("@sockeye/websocket/lean").Connection} Connection
 * @typedef {import("@sockeye/websocket/lean").Decision} Decision
 * @typedef {import("@sockeye/websocket/lean").LeanWebSocketServer} LeanWebSocketServer
 * @typedef {import("node:http").Server} HttpServer
 * @typedef {import("node:net").Socket} Socket
 */

/** A server, and what it has seen of everybody but the honest client. */
class Served {
  /** @type {LeanWebSocketServer} */
  server;
  /** @type {HttpServer} */
  http;
  counts = { accepted: 0, messages: 0, bytes: 0, pings: 0, pongs: 0 };
  /** @type {import("./types.ts").SeenEnd[]} */
  ends = [];
  /** @type {Set<Connection>} */
  open = new Set();
  /** @type {((decision: Decision) => void)[]} */
  undecided = [];
  /** @type {Set<Socket>} */
  sockets = new Set();
  /** @type {() => void} */
  #wake = () => undefined;

  /**
   * @param {typeof import("@sockeye/websocket/lean")} lean
   * @param {import("./types.ts").ServeDetails} details
   */
  constructor({ createWebSocketServer }, { options, behaviour = "echo", decision = "accept" }) {
    this.http = createServer({ connectionsCheckingInterval: 1000 }, (request, response) => {
      if (request.url === "/late") setTimeout(() => response.end("the app"), 50);
      else response.end("the app");
    });
    this.server = createWebSocketServer({
      ...options,
      decide: (request) => {
        if (decision === "accept" || request.url === "/honest") return true;
        const decided = new Promise((resolve) => this.undecided.push(resolve));
        this.wake();
        return decided;
      },
      onConnection: (connection, request) => {
        if (request.url === "/honest")
          connection.handler = { onText: (text) => void connection.sendText(text) };
        else this.#accept(connection, behaviour);
      },
    });
  }

  /** @param {Connection} connection @param {NonNullable<import("./types.ts").ServeDetails["behaviour"]>} behaviour */
  #accept(connection, behaviour) {
    const { counts } = this;
    /** @type {string[]} */
    const errors = [];
    counts.accepted += 1;
    this.open.add(connection);
    const heartbeat = behaviour === "heartbeat" ? startHeartbeat(connection) : undefined;
    connection.handler = {
      onText: (text) => {
        counts.messages += 1;
        counts.bytes += Buffer.byteLength(text);
        if (behaviour === "echo") connection.sendText(text);
        this.wake();
      },
      onBinary: (data) => {
        counts.messages += 1;
        counts.bytes += data.length;
        if (behaviour === "echo") connection.sendBinary(data);
        this.wake();
      },
      onPing: () => {
        counts.pings += 1;
        this.wake();
      },
      onPong: () => {
        heartbeat?.beat();
        counts.pongs += 1;
        this.wake();
      },
      onError: (error) => errors.push(/** @type {Error & { code?: string }} */ (error).code ?? error.message),
      onClose: (code, reason) => {
        heartbeat?.stop();
        this.open.delete(connection);
        this.ends.push({ code, reason: reason.toString(), errors });
        this.wake();
      },
    };
    this.wake();
  }

  /** @param {import("./types.ts").ServeDetails} details @returns {Promise<number>} the port */
  async listen({ host = "own", byteByByte = false }) {
    if (host === "own") {
      // Its HTTP server is its own affair; the sockets are seen by what they leave in the process.
      const { port } = await this.server.listen({ port: 0, host: "127.0.0.1" });
      return port;
    }
    if (byteByByte) {
      this.http.on("upgrade", (request, socket, head) => {
        socket.unshift(head);
        this.server.handleUpgrade(request, new ByteByByte(socket), Buffer.alloc(0));
      });
    } else {
      this.server.attach(this.http);
    }
    this.http.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => {
        this.sockets.delete(socket);
        this.wake();
      });
    });
    await new Promise((resolve) => this.http.listen(0, "127.0.0.1", () => resolve(undefined)));
    return /** @type {import("node:net").AddressInfo} */ (this.http.address()).port;
  }

  wake() {
    this.#wake();
  }

  /** Resolves once `holds` does; asked again after everything that happens. @param {() => boolean} holds */
  until(holds) {
    return new Promise((resolve) => {
      this.#wake = () => {
        if (!holds()) return;
        this.#wake = () => undefined;
        resolve(undefined);
      };
      this.#wake();
    });
  }

  /** @returns {import("./types.ts").ServerStatus} */
  status() {
    const listeners = Object.fromEntries(
      this.http.eventNames().map((name) => [String(name), this.http.listenerCount(name)]),
    );
    const { counts, ends, open, undecided, sockets } = this;
    let buffered = 0;
    for (const connection of open) buffered += connection.bufferedAmount;
    return {
      ...counts,
      buffered,
      open: open.size,
      undecided: undecided.length,
      ends,
      sockets: sockets.size,
      listeners,
    };
  }

  async shut() {
    await this.server.close({ deadline: 0 });
    this.http.closeAllConnections();
    this.http.close();
  }
}

/**
 * @param {typeof import("@sockeye/websocket/lean")} lean
 * @returns {Pick<Answers, "serve" | "status" | "until" | "settle" | "send" | "close" | "left" | "shut">}
 */
export function serverQuestions(lean) {
  /** @type {Map<number, Served>} */
  const all = new Map();
  /** @param {number} id */
  const find = (id) => {
    const served = all.get(id);
    if (served === undefined) throw new Error(`there is no server ${id}`);
    return served;
  };
  return {
    serve: async (details) => {
      const served = new Served(lean, details);
      const id = all.size + 1;
      all.set(id, served);
      return { id, port: await served.listen(details) };
    },
    status: ({ id }) => find(id).status(),
    until: async ({ id, ...wanted }) => {
      const served = find(id);
      await served.until(() => {
        /** @type {Readonly<Record<string, number>>} */
        const seen = { ...served.counts, ended: served.ends.length, undecided: served.undecided.length };
        return Object.entries(wanted).every(([name, least]) => (seen[name] ?? 0) >= least);
      });
      return served.status();
    },
    settle: ({ id, accept }) => {
      const { undecided } = find(id);
      for (const decide of undecided.splice(0)) decide(accept ? true : { status: 403 });
      return undefined;
    },
    send: ({ id, size, count, perTurn = count }) => sendMany(find(id), { size, count, perTurn }),
    close: ({ id }) => {
      for (const connection of find(id).open) connection.close(1000);
      return undefined;
    },
    left: async ({ id, sockets }) => {
      const served = find(id);
      await served.until(() => served.sockets.size <= sockets);
      return undefined;
    },
    shut: async ({ id }) => {
      await find(id).shut();
      return undefined;
    },
  };
}

/** @param {Served} served @param {{ size: number, count: number, perTurn: number }} plan */
async function sendMany(served, { size, count, perTurn }) {
  const message = Buffer.alloc(size, "m");
  const result = { accepted: 0, refused: 0, mostBuffered: 0 };
  for (let sent = 0; sent < count; sent++) {
    for (const connection of served.open) {
      if (connection.sendBinary(message)) result.accepted += 1;
      else result.refused += 1;
      result.mostBuffered = Math.max(result.mostBuffered, connection.bufferedAmount);
    }
    if ((sent + 1) % perTurn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return result;
}
