// One client: its parties note what they send and what they see.
import { createRandom } from "../soak/random.mjs";
import { isPayloadOf, payloadOf } from "./payload.mjs";

/** @typedef {import("socket.io-client").Socket} Socket */
/** @typedef {import("./types.ts").Note} Note */
/** @typedef {import("./types.ts").Role} Role */

/** @type {readonly Role[]} */
const roles = ["retries", "recovery", "plain"];
/** @type {readonly (readonly string[])[]} */
const transports = [["polling", "websocket"], ["websocket"], ["polling"]];
/** How many events with retries may wait: they go one by one, and at the end each must have arrived. */
const mostWaiting = 30;
/** How long the answer to an event may take: with retries until it is sent again, else until the error. */
const patience = { retried: 300, timed: 60 };

/** @param {number} index */
export const roleOf = (index) => /** @type {Role} */ (roles[index % roles.length]);

export class Client {
  /** @type {Party[]} */
  parties;
  #manager;
  role;

  /**
   * @param {import("./types.ts").ClientModule} module
   * @param {{ index: number, url: string, seed: number, note: Note }} options
   */
  constructor({ Manager }, { index, url, seed, note }) {
    this.role = roleOf(index);
    const random = createRandom(seed + index);
    this.#manager = new Manager(url, {
      transports: [...(transports[Math.floor(index / roles.length) % transports.length] ?? [])],
      reconnectionDelay: 10,
      reconnectionDelayMax: 100,
      timeout: 400,
    });
    // Two namespaces share the connection of those without further promises.
    const namespaces = this.role === "plain" ? ["/", "/second"] : ["/"];
    this.parties = namespaces.map((namespace) => {
      const who = `${index} ${this.role} ${namespace}`;
      const retries = this.role === "retries" ? { retries: 1_000, ackTimeout: patience.retried } : {};
      const socket = this.#manager.socket(namespace, { auth: { who }, ...retries });
      return new Party(socket, { who, role: this.role, random, note });
    });
  }

  /** Things that should not be there when all is quiet. @returns {string[]} */
  get leftovers() {
    const { engine } = this.#manager;
    const found = this.parties.flatMap(({ leftovers }) => leftovers);
    return engine.writeBuffer.length > 0
      ? [...found, `${engine.writeBuffer.length} packets in the engine`]
      : found;
  }

  stop() {
    for (const { socket } of this.parties) socket.disconnect();
  }
}

/** One namespace of a client. */
class Party {
  #random;
  #note;
  #emitted = 0;
  #waiting = 0;

  /**
   * @param {Socket} socket
   * @param {import("./types.ts").Party & { random: import("../soak/random.mjs").Random, note: Note }} options
   */
  constructor(socket, { who, role, random, note }) {
    this.socket = socket;
    this.who = who;
    this.role = role;
    this.#random = random;
    this.#note = (/** @type {import("./types.ts").Happening} */ happening) => note(who, happening);
    this.#watch();
  }

  #watch() {
    const { socket } = this;
    const id = () => String(socket.id);
    socket.io.on("open", () => this.#note({ what: "opened" }));
    socket.on("connect", () => {
      // In the published client it is undefined until there is something to recover.
      const { recovered = false } = /** @type {{ recovered?: boolean }} */ (socket);
      this.#note({ what: "connect", id: id(), recovered });
    });
    socket.on("disconnect", (reason) => this.#note({ what: "disconnect", reason }));
    socket.on("connect_error", ({ message }) => this.#note({ what: "connect_error", message }));
    // Behind the payload there may be an offset.
    socket.on("news", (/** @type {number} */ m, /** @type {unknown} */ payload) => {
      this.#note({ what: "news", m, id: id(), isIntact: isPayloadOf(payload, m) });
    });
    socket.on("question", (/** @type {number} */ q, /** @type {(answer: number) => void} */ answer) => {
      this.#note({ what: "question", q, id: id() });
      answer(q);
    });
  }

  /** Sends the next numbers. */
  emit() {
    if (this.#waiting >= mostWaiting) return;
    for (let count = this.#random.between(1, 3); count > 0; count -= 1) this.#emitOne();
  }

  #emitOne() {
    const n = this.#emitted;
    this.#emitted += 1;
    /** @type {import("./types.ts").Manner} */
    const manner =
      this.role === "retries"
        ? "retried"
        : this.#random.pick(/** @type {const} */ (["told", "asked", "timed"]));
    const kept = this.socket.sendBuffer.length;
    this.#send(manner, n);
    // Nothing else can be noted in between.
    this.#note({ what: "emit", n, manner, isKept: this.socket.sendBuffer.length > kept });
  }

  /** @param {import("./types.ts").Manner} manner @param {number} n */
  #send(manner, n) {
    const { socket } = this;
    const payload = payloadOf(n);
    const settle = (/** @type {Error | null} */ error, /** @type {unknown} */ value) => {
      this.#waiting -= 1;
      this.#note({ what: "settled", n, value, ...(error === null ? {} : { error: error.message }) });
    };
    // Those without a time limit may never be answered, so nobody waits for them.
    if (manner === "timed" || manner === "retried") this.#waiting += 1;
    switch (manner) {
      case "told":
        socket.emit("number", n, payload);
        return;
      case "asked":
        socket.emit("number", n, payload, (/** @type {unknown} */ value) =>
          this.#note({ what: "settled", n, value }),
        );
        return;
      case "timed":
        socket.timeout(patience.timed).emit("number", n, payload, settle);
        return;
      case "retried":
        socket.emit("number", n, payload, settle);
    }
  }

  /** Whether everything has been settled that must be. */
  get isSettled() {
    return this.#waiting === 0;
  }

  /** Resolves when everything before has been through. */
  async fence() {
    await (this.role === "retries"
      ? this.socket.emitWithAck("fence")
      : this.socket.timeout(5_000).emitWithAck("fence"));
  }

  /** @returns {string[]} */
  get leftovers() {
    const { sendBuffer, receiveBuffer, connected } = this.socket;
    return [
      ...(connected ? [] : ["it is not connected"]),
      ...(sendBuffer.length === 0 ? [] : [`${sendBuffer.length} packets in the send buffer`]),
      ...(receiveBuffer.length === 0 ? [] : [`${receiveBuffer.length} events in the receive buffer`]),
    ].map((text) => `${this.who}: ${text}`);
  }
}
