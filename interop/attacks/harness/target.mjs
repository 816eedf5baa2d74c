// The process under attack: it serves, dials and tells what it has seen.
import { answerParent } from "../../harness/answer-parent.mjs";
import { createProcessQuestions } from "../../harness/process-questions.mjs";
import { dialQuestions } from "./target-clients.mjs";
import { serverQuestions } from "./target-servers.mjs";

/** @type {typeof import("@sockeye/websocket/lean")} */
const lean = await import(process.argv[2] ?? "");

/** @type {import("../../harness/types.ts").Answers<import("./types.ts").Questions>} */
const answers = { ...createProcessQuestions(), ...serverQuestions(lean), ...dialQuestions(lean) };
answerParent(answers);
