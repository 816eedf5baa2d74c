// The process under attack: it connects to servers and tells what it has seen.
import { answerParent } from "../../harness/answer-parent.mjs";
import { createProcessQuestions } from "../../harness/process-questions.mjs";
import { describeError, SessionConnection, SocketConnection } from "./connections.mjs";
import { VirtualTime } from "./virtual-time.mjs";

/** @typedef {import("../../harness/types.ts").Answers<import("./types.ts").Questions>} Answers */

const [, , clientUrl = "", engineUrl = ""] = process.argv;
/** @type {typeof import("@sockeye/client")} */
const client = await import(clientUrl);
/** @type {typeof import("@sockeye/client/engine")} */
const engine = await import(engineUrl);

const time = new VirtualTime();

// Whatever servers send, nobody may add to what everybody inherits.
const inherited = [Object, Array, Function, String, Number, Map, Set, Promise, Buffer, Error].map(
  ({ name, prototype }) => /** @type {const} */ ([name, prototype, Reflect.ownKeys(prototype).length]),
);

/** @type {(SocketConnection | SessionConnection)[]} */
const connections = [];
/** @type {import("@sockeye/client").Socket[]} */
const honest = [];

/** @param {{ readonly id: number }} details */
const find = ({ id }) => /** @type {SocketConnection | SessionConnection} */ (connections[id]);

/** @param {import("./types.ts").ConnectDetails} details */
const connect = (details) =>
  time.rule(() =>
    details.api === "engine" ? new SessionConnection(engine, details) : new SocketConnection(client, details),
  );

/** @type {Answers} */
const answers = {
  ...createProcessQuestions(),
  connect: (details) => ({ id: connections.push(connect(details)) - 1 }),
  refusal: (details) => {
    try {
      connect(details).leave();
      return undefined;
    } catch (error) {
      return describeError(error).message;
    }
  },
  status: (id) => find(id).status(),
  until: async ({ name, count, ...id }) => {
    await find(id).until(name, count);
    return find(id).status();
  },
  emit: ({ count, timeout, ...id }) => {
    find(id).emit(count, timeout);
    return undefined;
  },
  timers: () => time.waits(),
  pass: ({ milliseconds }) => {
    time.pass(milliseconds);
    return undefined;
  },
  leave: ({ isTimed, ...id }) => {
    const leave = () => find(id).leave();
    if (isTimed) time.rule(leave);
    else leave();
    return find(id).status();
  },
  honest: ({ url }) => {
    // In real time, unlike the others.
    const options = { forceNew: true, transports: ["websocket"] };
    return { id: honest.push(client.io(url, options)) - 1 };
  },
  echo: ({ id, text }) => honest[id]?.emitWithAck("echo", text),
  prototypes: () =>
    inherited
      .filter(([, prototype, keys]) => Reflect.ownKeys(prototype).length !== keys)
      .map(([name]) => name),
};
answerParent(answers);
