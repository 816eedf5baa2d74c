// A network between one client and its server that does to connections what it is told.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** @typedef {import("node:net").Socket} Socket */
/** @typedef {import("./types.ts").Fault} Fault */

/** When a throttled lane passes the next bytes, in milliseconds. */
const tick = 5;

/** Stands behind the last chunk when the sender has finished. */
const END = Symbol("end");

/** One direction of a connection. */
class Lane {
  /** @type {(Buffer | typeof END)[]} What came and has not been passed on. */
  #waiting = [];
  /** @type {NodeJS.Timeout | undefined} */
  #timer;
  #heldUntil = 0;
  #throttledUntil = 0;
  #bytes = Infinity;
  #bytesBeforeCut = Infinity;
  #isLost = false;
  #to;
  #cut;

  /** @param {Socket} from @param {Socket} to @param {() => void} cut */
  constructor(from, to, cut) {
    this.#to = to;
    this.#cut = cut;
    from.on("data", (chunk) => this.#take(chunk));
    from.on("end", () => this.#take(END));
    from.on("close", () => this.#take(END));
    to.on("close", () => this.lose());
  }

  /** From here on everything is swallowed, the end included. */
  lose() {
    this.#isLost = true;
    this.#waiting = [];
    clearTimeout(this.#timer);
  }

  /** @param {number} milliseconds */
  hold(milliseconds) {
    this.#heldUntil = performance.now() + milliseconds;
  }

  /** @param {number} milliseconds @param {number} bytes */
  throttle(milliseconds, bytes) {
    this.#throttledUntil = performance.now() + milliseconds;
    this.#bytes = bytes;
  }

  /** @param {number} bytes */
  cutAfter(bytes) {
    this.#bytesBeforeCut = bytes;
  }

  /** @param {Buffer | typeof END} piece */
  #take(piece) {
    if (this.#isLost) return;
    this.#waiting.push(piece);
    if (this.#waiting.length === 1) this.#pass();
  }

  /** Passes on what may pass now; the rest has a timer. */
  #pass() {
    const now = performance.now();
    if (now < this.#heldUntil) {
      this.#later(this.#heldUntil - now);
      return;
    }
    const isSlow = now < this.#throttledUntil;
    while (this.#waiting.length > 0) {
      const piece = this.#waiting[0];
      if (!(piece instanceof Buffer)) {
        this.#to.end();
        this.lose();
        return;
      }
      const allowed = Math.min(this.#bytesBeforeCut, isSlow ? this.#bytes : Infinity);
      this.#to.write(piece.subarray(0, allowed));
      this.#bytesBeforeCut -= Math.min(piece.length, allowed);
      if (piece.length > allowed) this.#waiting[0] = piece.subarray(allowed);
      else this.#waiting.shift();
      if (this.#bytesBeforeCut === 0) {
        this.#cut();
        return;
      }
      if (isSlow) {
        this.#later(tick);
        return;
      }
    }
  }

  /** @param {number} milliseconds */
  #later(milliseconds) {
    // At least one, as a timer may be early by a fraction.
    this.#timer = setTimeout(() => this.#pass(), Math.ceil(milliseconds) + 1);
  }
}

/** One connection that passes through. */
class Link {
  /** @param {Socket} client @param {number} port */
  constructor(client, port) {
    this.client = client;
    this.server = connect(port, "127.0.0.1");
    for (const socket of [client, this.server]) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
    }
    const cut = () => this.reset();
    this.up = new Lane(client, this.server, cut);
    this.down = new Lane(this.server, client, cut);
  }

  /** @param {import("./types.ts").Lanes} lanes */
  lanes(lanes) {
    return lanes === "both" ? [this.up, this.down] : [this[lanes]];
  }

  reset() {
    this.up.lose();
    this.down.lose();
    for (const socket of [this.client, this.server]) {
      // Node cannot reset a socket that is just finishing: its handle would stay.
      if (socket.writableEnded) socket.destroy();
      else socket.resetAndDestroy();
    }
  }

  finish() {
    this.up.lose();
    this.down.lose();
    this.client.end();
    this.server.end();
  }
}

/**
 * @param {number} port of the server
 * @returns {Promise<import("./proxy.mjs").Proxy>}
 */
export async function startProxy(port) {
  const proxy = new Proxy(port);
  await proxy.listen();
  return proxy;
}

export class Proxy {
  /** @type {Set<Link>} */
  #links = new Set();
  /** @type {Set<Socket>} Accepted, and not served. */
  #ignored = new Set();
  #refuses = 0;
  #ignores = 0;
  #target;
  #server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  connections = 0;

  /** @param {number} target */
  constructor(target) {
    this.#target = target;
  }

  async listen() {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  get url() {
    const { port } = /** @type {import("node:net").AddressInfo} */ (this.#server.address());
    return `http://127.0.0.1:${port}`;
  }

  /** @param {Socket} client */
  #accept(client) {
    this.connections += 1;
    client.on("error", () => undefined);
    const now = performance.now();
    if (now < this.#refuses) {
      client.resetAndDestroy();
      return;
    }
    if (now < this.#ignores) {
      this.#ignored.add(client);
      client.on("close", () => this.#ignored.delete(client));
      client.resume();
      // It notices that its client is gone, as allowHalfOpen keeps the other half.
      client.on("end", () => client.destroy());
      return;
    }
    const link = new Link(client, this.#target);
    this.#links.add(link);
    const forget = () => {
      if (client.destroyed && link.server.destroyed) this.#links.delete(link);
    };
    client.on("close", forget);
    link.server.on("close", forget);
  }

  /** @param {Fault} fault */
  suffer(fault) {
    const links = [...this.#links];
    const lanes = "lanes" in fault ? links.flatMap((link) => link.lanes(fault.lanes)) : [];
    switch (fault.kind) {
      case "reset":
      case "finish":
        for (const link of links) link[fault.kind]();
        return;
      case "lose":
        for (const lane of lanes) lane.lose();
        return;
      case "hold":
        for (const lane of lanes) lane.hold(fault.milliseconds);
        return;
      case "throttle":
        for (const lane of lanes) lane.throttle(fault.milliseconds, fault.bytes);
        return;
      case "cut":
        for (const lane of lanes) lane.cutAfter(fault.bytes);
        return;
      case "refuse":
        this.#refuses = performance.now() + fault.milliseconds;
        for (const link of links) link.reset();
        return;
      case "ignore":
        this.#ignores = performance.now() + fault.milliseconds;
        for (const link of links) link.reset();
    }
  }

  /** New connections are served from here on. */
  heal() {
    this.#refuses = 0;
    this.#ignores = 0;
  }

  async stop() {
    for (const link of this.#links) link.reset();
    for (const socket of this.#ignored) socket.destroy();
    const closed = once(this.#server, "close");
    this.#server.close();
    await closed;
  }
}
