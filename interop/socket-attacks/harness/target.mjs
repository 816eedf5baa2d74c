// The process under attack: it serves applications and tells what they have seen.
import { answerParent } from "../../harness/answer-parent.mjs";
import { createProcessQuestions } from "../../harness/process-questions.mjs";
import { createServerQuestions, sendMany } from "../../harness/served.mjs";
import { ServedSockets } from "./served-sockets.mjs";

/** @typedef {import("../../harness/types.ts").Answers<import("./types.ts").Questions>} Answers */

/** @type {typeof import("@sockeye/server")} */
const module = await import(process.argv[2] ?? "");

const parsers = { msgpack: () => import("socket.io-msgpack-parser") };

const { find, questions } = createServerQuestions(
  async (/** @type {import("./types.ts").ServeDetails} */ details) => {
    const parser = details.parser && (await parsers[details.parser]());
    const served = new ServedSockets(module, details, parser?.default);
    return { served, port: await served.listenOn(served.http) };
  },
);

// Whatever clients send, nobody may add to what everybody inherits.
const inherited = [Object, Array, Function, String, Number, Map, Set, Promise, Buffer].map(
  ({ name, prototype }) => /** @type {const} */ ([name, prototype, Reflect.ownKeys(prototype).length]),
);

/** @type {Pick<Answers, "broadcast" | "ask">} */
const emitQuestions = {
  broadcast: async ({ id, volatile, binary, ...plan }) => {
    const { io } = find(id);
    const others = io.except("honest");
    const operator = volatile === true ? others.volatile : others;
    /** @type {string | undefined} */
    let text;
    await sendMany(
      () => [operator],
      plan,
      (all, message) => {
        text ??= message.toString("latin1");
        all.emit("news", binary === true ? message : text);
      },
    );
    return undefined;
  },
  ask: async ({ id, count, how }) => {
    await find(id).ask(count, how);
    return undefined;
  },
};

/** @type {Pick<Answers, "ids" | "prototypes">} */
const plainQuestions = {
  ids: ({ count }) => {
    const io = new module.Server();
    const ids = new Set(Array.from({ length: count }, () => io._createId()));
    return { unique: ids.size, lengths: [...new Set([...ids].map((id) => id.length))] };
  },
  prototypes: () =>
    inherited
      .filter(([, prototype, keys]) => Reflect.ownKeys(prototype).length !== keys)
      .map(([name]) => name),
};

/** @type {Answers} */
const answers = { ...createProcessQuestions(), ...questions, ...emitQuestions, ...plainQuestions };
answerParent(answers);
