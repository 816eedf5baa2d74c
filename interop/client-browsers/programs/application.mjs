// The application that the pages talk to, in a process that can be stopped, killed and started again.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { answerParent } from "../../harness/answer-parent.mjs";
import { Notes } from "../pages/notes.mjs";
import { openNamespaces } from "./namespaces.mjs";
import { createSite } from "./site.mjs";

/**
 * @typedef {typeof import("@sockeye/server")} ServerModule
 * @typedef {import("../types.ts").ApplicationQuestions} Questions
 */

/** @type {import("../types.ts").ApplicationParameters} */
const { module, home, port, options, parser } = JSON.parse(process.argv[2] ?? "{}");
const { Server } = /** @type {ServerModule} */ (await import(module));

const notes = new Notes();
const site = createSite(notes);
const http = createServer(site.serve);
const io = new Server({
  ...options,
  ...(parser === "msgpack" && { parser: createRequire(import.meta.url)("socket.io-msgpack-parser") }),
});
io._serveBundlesOf(new URL(home));
io.attach(http);
http.prependListener("request", site.note);

openNamespaces(io, notes);

/** @type {import("../../harness/types.ts").Answers<Questions>} */
const answers = {
  listen: () =>
    new Promise((resolve, reject) => {
      http.on("error", reject);
      http.listen(port, "127.0.0.1", () => {
        resolve(/** @type {import("node:net").AddressInfo} */ (http.address()).port);
      });
    }),
  pid: () => process.pid,
  notes: () => notes.all,
  until: ({ name, count }) => notes.until(name, count),
  requests: () => site.requests,
  emit: ({ room, event, details }) => {
    (room === undefined ? io : io.to(room)).emit(event, ...details);
    return undefined;
  },
  hangUp: () => {
    for (const session of Object.values(io.engine.clients)) session.close();
    return undefined;
  },
  dismiss: () => {
    io.disconnectSockets(true);
    return undefined;
  },
};
answerParent(answers);
