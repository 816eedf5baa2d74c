// The servers of a process under attack, and what they have seen of everybody but the honest client.

/**
 * One server. What it counts, and how it is shut, is its own affair.
 * @template End
 */
export class Served {
  /** @type {End[]} */
  ends = [];
  /** What waits for a decision. @type {((accept: boolean) => void)[]} */
  undecided = [];
  /** @type {Set<import("node:net").Socket>} */
  sockets = new Set();
  #wakePending = false;
  /** @type {() => void} */
  #wake = () => undefined;

  /** @param {import("node:http").Server} http @returns {Promise<number>} the port */
  async listenOn(http) {
    http.on("connection", (socket) => {
      this.sockets.add(socket);
      socket.on("close", () => {
        this.sockets.delete(socket);
        this.wake();
      });
    });
    await new Promise((resolve) => http.listen(0, "127.0.0.1", () => resolve(undefined)));
    return /** @type {import("node:net").AddressInfo} */ (http.address()).port;
  }

  /** Something has to wait until `settle` is asked. @param {(accept: boolean) => void} decide */
  wait(decide) {
    this.undecided.push(decide);
    this.wake();
  }

  /** Lets whoever waits look again, once a turn. */
  wake() {
    if (this.#wakePending) return;
    this.#wakePending = true;
    setImmediate(() => {
      this.#wakePending = false;
      this.#wake();
    });
  }

  /** Resolves once `holds` does; asked again after everything that happens. @param {() => boolean} holds */
  until(holds) {
    return new Promise((resolve) => {
      this.#wake = () => {
        if (!holds()) return;
        this.#wake = () => undefined;
        resolve(undefined);
      };
      this.#wake();
    });
  }
}

/**
 * What programs make of it.
 * @template Status
 * @template {string} Countable
 * @typedef {Served<any> & {
 *   status: () => Status,
 *   seen: () => Readonly<Record<Countable, number>>,
 *   shut: () => Promise<void>,
 * }} AnyServed
 */

/**
 * @template Serve
 * @template Status
 * @template {string} Countable
 * @template Server
 * @param {(details: Serve) => Promise<{ readonly served: Server & AnyServed<Status, Countable>, readonly port: number }>} start
 */
export function createServerQuestions(start) {
  /** @type {Map<number, Server & AnyServed<Status, Countable>>} */
  const all = new Map();
  /** @param {number} id */
  const find = (id) => {
    const served = all.get(id);
    if (served === undefined) throw new Error(`there is no server ${id}`);
    return served;
  };
  /** @type {import("./types.ts").Answers<import("./types.ts").ServerQuestions<Serve, Status, Countable>>} */
  const questions = {
    serve: async (details) => {
      const { served, port } = await start(details);
      const id = all.size + 1;
      all.set(id, served);
      return { id, port };
    },
    status: ({ id }) => find(id).status(),
    until: async ({ id, ...wanted }) => {
      const served = find(id);
      await served.until(() => {
        /** @type {Readonly<Record<string, number>>} */
        const seen = served.seen();
        return Object.entries(wanted).every(([name, least]) => (seen[name] ?? 0) >= Number(least));
      });
      return served.status();
    },
    settle: ({ id, accept }) => {
      for (const decide of find(id).undecided.splice(0)) decide(accept);
      return undefined;
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
  return { find, questions };
}

/**
 * Sends to everybody, as planned.
 * @template Receiver
 * @param {() => Iterable<Receiver>} everybody asked before each round: some may leave, or come
 * @param {import("./types.ts").SendPlan} plan
 * @param {(receiver: Receiver, message: Buffer) => void} send
 */
export async function sendMany(everybody, { size, count, perTurn = count }, send) {
  const message = Buffer.alloc(size, "m");
  for (let round = 1; round <= count; round++) {
    for (const receiver of everybody()) send(receiver, message);
    if (round % perTurn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
