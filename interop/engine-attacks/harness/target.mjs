// The process under attack: it serves engines and tells what it has seen.
import { answerParent } from "../../harness/answer-parent.mjs";
import { createProcessQuestions } from "../../harness/process-questions.mjs";
import { createServerQuestions, sendMany } from "../../harness/served.mjs";
import { ServedEngine } from "./served-engine.mjs";

/** @typedef {import("../../harness/types.ts").Answers<import("./types.ts").Questions>} Answers */

/** @type {import("../../engine-table/implementation.ts").EngineModule} */
const module = await import(process.argv[2] ?? "");

const { find, questions } = createServerQuestions(
  async (/** @type {import("./types.ts").ServeDetails} */ details) => {
    const served = new ServedEngine(module, details);
    return { served, port: await served.listenOn(served.http) };
  },
);

/** @type {Pick<Answers, "send">} */
const sendQuestion = {
  send: async ({ id, ...plan }) => {
    let sent = 0;
    await sendMany(
      () => find(id).open,
      plan,
      (socket, message) => {
        socket.send(message);
        sent += 1;
      },
    );
    return { sent };
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
const answers = { ...createProcessQuestions(), ...questions, ...sendQuestion, ...plainQuestions };
answerParent(answers);
