// The serving half of the process under attack.
import { createServer } from "node:http";
import { createServerQuestions, sendMany, Served } from "../../harness/served.mjs";
import { ByteByByte } from "./byte-by-byte.mjs";
import { startHeartbeat } from "./heartbeat.mjs";

/**
 * @typedef {import("../../harness/types.ts").Answers<import("./types.ts").Questions>} Answers
 * @typedef {import("@sockeye/websocket/lean").Connection} Connection
 * @typedef {import("@sockeye/websocket/lean").LeanWebSocketServer} LeanWebSocketServer
 * @typedef {import("node:http").Server} HttpServer
 */

/**
 * A server, and what it has seen of everybody but the honest client.
 * @extends {Served<import("./types.ts").SeenEnd>}
 */
class ServedWebSockets extends Served {
  /** @type {LeanWebSocketServer} */
  server;
  /** @type {HttpServer} */
  http;
  counts = { accepted: 0, messages: 0, bytes: 0, pings: 0, pongs: 0 };
  /** @type {Set<Connection>} */
  open = new Set();

  /**
   * @param {typeof import("@sockeye/websocket/lean")} lean
   * @param {import("./types.ts").ServeDetails} details
   */
  constructor({ createWebSocketServer }, { options, behaviour = "echo", decision = "accept" }) {
    super();
    this.http = createServer({ connectionsCheckingInterval: 1000 }, (request, response) => {
      if (request.url === "/late") setTimeout(() => response.end("the app"), 50);
      else response.end("the app");
    });
    this.server = createWebSocketServer({
      ...options,
      decide: (request) => {
        if (decision === "accept" || request.url === "/honest") return true;
        return new Promise((resolve) => {
          this.wait((accept) => resolve(accept ? true : { status: 403 }));
        });
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
    return this.listenOn(this.http);
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

  /** @returns {Record<import("./types.ts").Countable, number>} */
  seen() {
    return { ...this.counts, ended: this.ends.length, undecided: this.undecided.length };
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
  const { find, questions } = createServerQuestions(
    async (/** @type {import("./types.ts").ServeDetails} */ details) => {
      const served = new ServedWebSockets(lean, details);
      return { served, port: await served.listen(details) };
    },
  );
  return {
    ...questions,
    send: async ({ id, ...plan }) => {
      const result = { accepted: 0, refused: 0, mostBuffered: 0 };
      await sendMany(
        () => find(id).open,
        plan,
        (connection, message) => {
          if (connection.sendBinary(message)) result.accepted += 1;
          else result.refused += 1;
          result.mostBuffered = Math.max(result.mostBuffered, connection.bufferedAmount);
        },
      );
      return result;
    },
    close: ({ id }) => {
      for (const connection of find(id).open) connection.close(1000);
      return undefined;
    },
  };
}
