// A client under test in a process of its own, so that another Node runs it. Commands come on stdin and what happens
// goes to stdout, one JSON object per line; remote-client.ts is the other end. Arguments: the client's module.
import { createInterface } from "node:readline";
import msgpackParser from "socket.io-msgpack-parser";
import { fromJson, toJson } from "./wire.mjs";

/**
 * @typedef {import("../remote-client.ts").Command} Command
 * @typedef {import("../remote-client.ts").Open} Open
 * @typedef {import("socket.io-client").Socket & Record<string, any>} Socket
 * @typedef {{ manager: import("socket.io-client").Manager, sockets: Map<string, Socket> }} Client
 */

const [specifier = ""] = process.argv.slice(2);
/** @type {typeof import("socket.io-client")} */
const { Manager } = await import(specifier);

/** @type {Map<number, Client>} */
const clients = new Map();
/** @type {Function[]} */
const kept = [];

/** @type {import("./wire.mjs").Border} */
const border = {
  keep: (callback) => kept.push(callback) - 1,
  call: (number, parameters) => say({ call: number, parameters }),
};

/** @param {Record<string, unknown>} line */
function say(line) {
  process.stdout.write(`${JSON.stringify(toJson(line, border))}\n`);
}

/**
 * @param {Socket} socket
 * @param {{ client: number, namespace: string, events: readonly string[] }} options
 */
function watch(socket, { client, namespace, events }) {
  const see = (/** @type {unknown[]} */ ...seen) => {
    const { id, connected, recovered, active } = socket;
    say({ client, namespace, seen, state: { id, connected, recovered, active } });
  };
  socket.on("connect", () => see("connect"));
  socket.on("disconnect", (/** @type {string} */ reason) => see("disconnect", reason));
  socket.on("connect_error", ({ message, data }) => see("connect_error", message, data));
  for (const event of events) {
    socket.on(event, (/** @type {any[]} */ ...parameters) => {
      const answer = typeof parameters.at(-1) === "function" ? parameters.pop() : undefined;
      see(event, ...parameters);
      const isSilent = event === "silence" && (parameters.length === 0 || parameters[0] === socket.id);
      if (!isSilent) answer?.("answer", ...parameters);
    });
  }
}

/** @param {Open} command */
function open({ client, url, options, sockets, events, speaksMessagePack }) {
  const manager = new Manager(url, { ...options, ...(speaksMessagePack ? { parser: msgpackParser } : {}) });
  const opened = new Map(
    sockets.map((/** @type {{ namespace: string, options: object }} */ { namespace, options }) => [
      namespace,
      /** @type {Socket} */ (manager.socket(namespace, options)),
    ]),
  );
  for (const [namespace, socket] of opened) watch(socket, { client, namespace, events });
  clients.set(client, { manager, sockets: opened });
}

/**
 * Follows the names, calling what has parameters; awaits the result of the last.
 * @param {any} target
 * @param {import("../remote-client.ts").Path} path
 * @returns {Promise<unknown>}
 */
async function follow(target, path) {
  let current = target;
  for (const { name, parameters } of path) {
    current = parameters === undefined ? current[name] : current[name](...parameters);
  }
  // Most methods of a socket give back the socket.
  return current instanceof Promise ? await current : undefined;
}

/** @param {Command} command */
async function obey(command) {
  switch (command.do) {
    case "open":
      open(command);
      return undefined;
    case "follow":
      return follow(clients.get(command.client)?.sockets.get(command.namespace), command.path);
    case "set": {
      const socket = clients.get(command.client)?.sockets.get(command.namespace);
      if (socket !== undefined) socket[command.name] = command.value;
      return undefined;
    }
    case "callback":
      kept[command.number]?.(...command.parameters);
      return undefined;
    case "close": {
      const client = clients.get(command.client);
      for (const socket of client?.sockets.values() ?? []) socket.disconnect();
      if (command.wholly) client?.manager._close();
      return undefined;
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = /** @type {Command & { id: number }} */ (fromJson(JSON.parse(line), border));
  obey(command).then(
    (result) => say({ id: command.id, result }),
    (/** @type {Error} */ error) => say({ id: command.id, error: error.message }),
  );
}
