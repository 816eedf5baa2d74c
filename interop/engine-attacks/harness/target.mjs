// The process under attack. What the engine leaves unhandled is noted, so that a test can name it, and nothing else is
// done about it.
import { ServedEngine } from "./served-engine.mjs";

/** @typedef {import("./types.ts").Answers} Answers */

/** @type {import("../../engine-table/implementation.ts").EngineModule} */
const module = await import(process.argv[2] ?? "");

/** @type {string[]} */
let unhandled = [];
process.on("uncaughtException", (error) => unhandled.push(`exception: ${error.message}`));
process.on("unhandledRejection", (reason) => unhandled.push(`rejection: ${String(reason)}`));
process.on("warning", (warning) => unhandled.push(`warning: ${warning.message}`));

/** @type {NodeJS.Timeout | undefined} */
let watch;
let peak = 0;
const notePeak = () => {
  peak = Math.max(peak, process.memoryUsage.rss());
};

/** @type {Pick<Answers, "measure" | "watch" | "peak" | "unhandled">} */
const processQuestions = {
  measure: async () => {
    // Twice, with a turn in between: finalizers of the first round free what the second one collects.
    for (let round = 0; round < 2; round++) {
      await new Promise((resolve) => setImmediate(resolve));
      globalThis.gc?.();
    }
    const { rss, heapUsed, external } = process.memoryUsage();
    /** @type {Record<string, number>} */
    const resources = {};
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
    return { rss, heap: heapUsed, external, resources };
  },
  watch: () => {
    peak = 0;
    notePeak();
    watch = setInterval(notePeak, 5);
    watch.unref();
    return undefined;
  },
  peak: () => {
    clearInterval(watch);
    notePeak();
    return peak;
  },
  unhandled: () => {
    const seen = unhandled;
    unhandled = [];
    return seen;
  },
};

/** @type {Map<number, ServedEngine>} */
const all = new Map();
/** @param {number} id */
const find = (id) => {
  const served = all.get(id);
  if (served === undefined) throw new Error(`there is no server ${id}`);
  return served;
};

/** @type {Pick<Answers, "serve" | "status" | "until" | "settle" | "send" | "left" | "shut">} */
const serverQuestions = {
  serve: async (details) => {
    const served = new ServedEngine(module, details);
    const id = all.size + 1;
    all.set(id, served);
    return { id, port: await served.listen() };
  },
  status: ({ id }) => find(id).status(),
  until: async ({ id, ...wanted }) => {
    const served = find(id);
    await served.until(() => {
      const seen = served.seen();
      return Object.entries(wanted).every(([name, least]) => (seen[name] ?? 0) >= least);
    });
    return served.status();
  },
  settle: ({ id, accept }) => {
    for (const decide of find(id).undecided.splice(0)) decide(accept);
    return undefined;
  },
  send: async ({ id, size, count, perTurn = count }) => {
    const message = Buffer.alloc(size, "m");
    let sent = 0;
    for (let round = 0; round < count; round++) {
      for (const socket of find(id).open) {
        socket.send(message);
        sent += 1;
      }
      if ((round + 1) % perTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return { sent };
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

/** @type {Pick<Answers, "ids" | "construct">} */
const plainQuestions = {
  ids: ({ count }) => {
    const engine = new module.Server();
    const { random } = Math;
    let cheap = 0;
    Math.random = () => {
      cheap += 1;
      return random();
    };
    /** @type {Set<string>} */
    const ids = new Set();
    const ones = new Array(96).fill(0);
    for (let made = 0; made < count; made++) {
      const id = String(engine.generateId(/** @type {any} */ ({})));
      ids.add(id);
      const bytes = Buffer.from(id, "base64url");
      for (let bit = 0; bit < 96; bit++) ones[bit] += ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
    }
    Math.random = random;
    return { unique: ids.size, lengths: [...new Set([...ids].map((id) => id.length))], ones, cheap };
  },
  construct: ({ options }) => {
    try {
      new module.Server(options).close();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.name : String(error);
    }
  },
};

/** @type {Answers} */
const answers = { ...processQuestions, ...serverQuestions, ...plainQuestions };

process.on("message", (message) => {
  const { id, question, details } = /** @type {import("./types.ts").Ask} */ (message);
  Promise.resolve()
    .then(() => /** @type {(details: unknown) => unknown} */ (answers[question])(details))
    .then(
      (value) => process.send?.({ id, value }),
      (/** @type {Error} */ error) => process.send?.({ id, error: String(error.stack) }),
    );
});
process.on("disconnect", () => process.exit());
process.send?.({ id: 0 });
