// Connections of the process under attack, and what they have seen.

/**
 * @typedef {import("./types.ts").Countable} Countable
 * @typedef {import("./types.ts").SeenError} SeenError
 * @typedef {import("./types.ts").Status} Status
 * @typedef {typeof import("@sockeye/client")} ClientModule
 * @typedef {typeof import("@sockeye/client/engine")} EngineModule
 */

const KEPT = 20;
const KEPT_LENGTH = 200;

/** @template T @param {T[]} list @param {T} item */
const keep = (list, item) => {
  list.push(item);
  if (list.length > KEPT) list.shift();
};

/** @param {unknown} error @returns {string | undefined} */
const nameOf = (error) => {
  if (!(error instanceof Error)) return undefined;
  const { code, cause } = /** @type {{ code?: unknown, cause?: unknown }} */ (error);
  return nameOf(cause) ?? (typeof code === "string" ? code : error.message);
};

/** @param {unknown} given @returns {SeenError} */
export const describeError = (given) => {
  if (!(given instanceof Error)) return { message: String(given) };
  const { message, type, code, description, context, data } =
    /** @type {Error & Record<"type" | "code", string> & Record<"description" | "context" | "data", any>} */ (
      given
    );
  return {
    message,
    type,
    code,
    status: typeof description === "number" ? description : undefined,
    // An event of a WebSocket, an error of `fetch`, a request of ours.
    cause: nameOf(description?.error) ?? nameOf(description) ?? nameOf(context?.statusText),
    data: data === undefined ? undefined : JSON.parse(JSON.stringify(data)),
  };
};

/** @param {unknown} value */
const brief = (value) => {
  let text;
  try {
    text = JSON.stringify(value) ?? "nothing";
  } catch (error) {
    text = String(error);
  }
  return text.length > KEPT_LENGTH ? `${text.length} characters` : text;
};

/** What is common to sockets and sessions. */
class Connection {
  /** @type {Record<Countable, number>} */
  counts = {
    ack: 0,
    ack_error: 0,
    connect: 0,
    connect_error: 0,
    disconnect: 0,
    message: 0,
    reconnect_attempt: 0,
    reconnect_failed: 0,
    upgrade: 0,
    upgradeError: 0,
  };
  /** @type {SeenError[]} */
  errors = [];
  /** @type {import("./types.ts").SeenEnd[]} */
  ends = [];
  /** @type {SeenError[]} */
  upgradeErrors = [];
  /** @type {string[]} */
  events = [];
  /** @type {{ name: Countable, count: number, resolve: () => void }[]} */
  #waiting = [];

  /** @param {Countable} name */
  count(name) {
    this.counts[name] += 1;
    this.#waiting = this.#waiting.filter((waiting) => {
      if (this.counts[waiting.name] < waiting.count) return true;
      waiting.resolve();
      return false;
    });
  }

  /** @param {Countable} name @param {number} count @returns {Promise<void>} */
  until(name, count) {
    return new Promise((resolve) => {
      if (this.counts[name] >= count) resolve();
      else this.#waiting.push({ name, count, resolve });
    });
  }

  /** @param {unknown} error */
  onError(error) {
    keep(this.errors, describeError(error));
    this.count("connect_error");
  }

  /** @param {string} reason @param {unknown} details */
  onEnd(reason, details) {
    const { message, cause } = describeError(details);
    const { description } = /** @type {{ description?: unknown }} */ (details ?? {});
    keep(this.ends, {
      reason,
      description:
        details instanceof Error ? message : typeof description === "string" ? description : undefined,
      cause,
    });
    this.count("disconnect");
  }

  /** @param {unknown} event */
  onMessage(event) {
    keep(this.events, brief(event));
    this.count("message");
  }

  /** @param {import("@sockeye/client/engine").Socket} engine */
  watchUpgrades(engine) {
    engine.on("upgrade", () => this.count("upgrade"));
    engine.on("upgradeError", (error) => {
      keep(this.upgradeErrors, describeError(error));
      this.count("upgradeError");
    });
  }

  seen() {
    const { counts, errors, ends, upgradeErrors, events } = this;
    return { counts, errors, ends, upgradeErrors, events };
  }
}

/** A socket as applications have it. */
export class SocketConnection extends Connection {
  /** @param {ClientModule} module @param {import("./types.ts").ConnectDetails} details */
  constructor(module, { url, options }) {
    super();
    const socket = module.io(url, withClasses(module, { forceNew: true, ...options }));
    /** @type {import("@sockeye/client").Socket} */
    this.socket = socket;
    socket.on("connect", () => this.count("connect"));
    socket.on("connect_error", (error) => this.onError(error));
    socket.on("disconnect", (reason, details) => this.onEnd(reason, details));
    socket.onAny((...event) => this.onMessage(event));
    socket.io.on("reconnect_attempt", () => this.count("reconnect_attempt"));
    socket.io.on("reconnect_failed", () => this.count("reconnect_failed"));
    socket.io.on("open", () => this.watchUpgrades(socket.io.engine));
  }

  /** @param {number} count @param {number} [timeout] */
  emit(count, timeout) {
    for (let turn = 0; turn < count; turn++) {
      if (timeout === undefined) this.socket.emit("question", turn, () => this.count("ack"));
      else
        this.socket.timeout(timeout).emit("question", turn, (/** @type {unknown} */ error) => {
          this.count(error ? "ack_error" : "ack");
        });
    }
  }

  leave() {
    this.socket.disconnect();
  }

  /** @returns {Status} */
  status() {
    const { connected, active, id, recovered, io, receiveBuffer, sendBuffer } = this.socket;
    return {
      ...this.seen(),
      connected,
      active,
      id,
      recovered,
      transport: io.engine.transport?.name,
      received: receiveBuffer.length,
      unsent: sendBuffer.length + io.engine.writeBuffer.length,
    };
  }
}

/** A session without namespaces. */
export class SessionConnection extends Connection {
  /** @param {EngineModule} module @param {import("./types.ts").ConnectDetails} details */
  constructor(module, { url, options }) {
    super();
    const session = new module.Socket(url, withClasses(module, { path: "/socket.io", ...options }));
    this.session = session;
    session.on("open", () => this.count("connect"));
    session.on("error", (error) => this.onError(error));
    session.on("close", (reason, details) => this.onEnd(reason, details));
    session.on("message", (message) => this.onMessage(message));
    this.watchUpgrades(session);
  }

  /** @param {number} count */
  emit(count) {
    for (let turn = 0; turn < count; turn++) this.session.send(`question ${turn}`);
  }

  leave() {
    this.session.close();
  }

  /** @returns {Status} */
  status() {
    const { readyState, id, transport, writeBuffer } = this.session;
    return {
      ...this.seen(),
      connected: readyState === "open",
      active: readyState !== "closed",
      id: id ?? undefined,
      recovered: false,
      transport: transport?.name,
      received: 0,
      unsent: writeBuffer.length,
    };
  }
}

/**
 * Classes cannot be sent to another process.
 * @template {import("./types.ts").PlainOptions} Options
 * @param {Pick<EngineModule, "Fetch">} module
 * @param {Options} options
 */
const withClasses = ({ Fetch }, { transports, ...options }) => {
  if (transports === undefined) return options;
  const classes = transports.map((transport) => (transport === "fetch" ? Fetch : transport));
  return { ...options, transports: /** @type {string[]} */ (classes) };
};
