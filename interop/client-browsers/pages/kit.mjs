// What the tests work with in a page or in a worker: the client that is under test, and visitors that note all they hear.
import { describe } from "./describe.mjs";
import { Notes } from "./notes.mjs";

/**
 * @typedef {import("../types.ts").Kit} Kit
 * @typedef {import("../types.ts").ClientModule} ClientModule
 * @typedef {import("socket.io-client").Socket} Socket
 */

const bundle = new URL(location.href).searchParams.get("bundle") ?? "socket.io.esm.min.js";

/** The others were loaded as classic scripts, before this one. @returns {Promise<ClientModule>} */
async function loadClient() {
  if (bundle.includes(".esm.")) return import(`/socket.io/${bundle}`);
  const { io } = /** @type {{ io: ClientModule["io"] }} */ (/** @type {unknown} */ (globalThis));
  return /** @type {ClientModule} */ (/** @type {unknown} */ ({ .../** @type {object} */ (io), io }));
}

class Visitor {
  notes = new Notes();

  /** @param {Socket} socket */
  constructor(socket) {
    const { notes } = this;
    this.socket = socket;
    socket.on("connect", () => notes.add("connect", socket.recovered));
    socket.on("disconnect", (reason, details) => {
      const description = details !== undefined && "description" in details ? details.description : undefined;
      notes.add("disconnect", reason, typeof description === "string" ? description : "");
    });
    socket.on("connect_error", (error) => notes.add("connect_error", error.message));
    socket.onAny((event, ...details) => notes.add(`heard ${event}`, ...details));
    for (const event of /** @type {const} */ (["reconnect_attempt", "reconnect", "reconnect_failed"])) {
      socket.io.on(event, (/** @type {number | void} */ attempt) => notes.add(event, attempt ?? 0));
    }
    socket.io.on("open", () => {
      socket.io.engine.on("upgrade", ({ name }) => notes.add("upgrade", name));
      socket.io.engine.on("upgradeError", (error) => notes.add("upgradeError", error.message));
    });
  }

  /** @param {string} name @param {number} [count] */
  until(name, count) {
    return this.notes.until(name, count);
  }

  /** @param {string} event @param {...unknown} details */
  ask(event, ...details) {
    return this.socket.emitWithAck(event, ...details);
  }
}

/** @type {Promise<Kit> | undefined} */
let kit;

/** @returns {Promise<Kit>} */
async function createKit() {
  const client = await loadClient();
  const { io } = client;
  /** @type {Visitor[]} */
  const visitors = [];
  return {
    io,
    client,
    visitors,
    describe,
    by: (way) => {
      const ways = way === "both" ? ["polling", "websocket"] : [way];
      return { transports: way === "fetch" ? [client.Fetch] : ways };
    },
    load: (url) => import(url),
    visitor: (index = 0) => /** @type {Visitor} */ (visitors[index]),
    open: (options = {}, uri = "/") => {
      const visitor = new Visitor(io(uri, { forceNew: true, ...options }));
      visitors.push(visitor);
      return visitor;
    },
  };
}

/** Once per page, when a test first asks. @returns {Promise<Kit>} */
const getKit = () => (kit ??= createKit());

Object.assign(globalThis, { getKit });
