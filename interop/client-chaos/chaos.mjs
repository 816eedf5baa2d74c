// Clients and servers on both sides of a network that fails as planned; then peace, and the promises are checked.
import { setTimeout as delay } from "node:timers/promises";
import { createRandom } from "../soak/random.mjs";
import { checkParty } from "./check.mjs";
import { Client, roleOf } from "./client.mjs";
import { planFaults } from "./plan.mjs";
import { startProxy } from "./proxy.mjs";
import { Application } from "./server.mjs";
import { formatTrace } from "./trace.mjs";

/**
 * @typedef {import("./types.ts").ChaosOptions} ChaosOptions
 * @typedef {import("./types.ts").Entry} Entry
 * @typedef {import("./types.ts").Note} Note
 * @typedef {import("./types.ts").Violation} Violation
 */

/** How long it may take until everybody is back when the faults have ended. */
const patience = 30_000;
/** How often the parties emit and the server tells; in milliseconds. */
const beat = 15;
/** After so many of them the server asks. */
const beatsPerQuestion = 4;
/** So many violations are told with a trace. */
const mostTraces = 5;

/** @param {ChaosOptions} options @param {Note} note */
async function setUp({ clientModule, serverModule, clients: count, seed }, note) {
  /** @type {[import("./types.ts").ClientModule, import("./types.ts").ServerModule]} */
  const [client, server] = await Promise.all([import(clientModule), import(serverModule)]);
  const plain = new Application(server, { note, recovers: false });
  const recovering = new Application(server, { note, recovers: true });
  const applications = [plain, recovering];
  const [plainPort, recoveringPort] = [await plain.listen(), await recovering.listen()];
  const proxies = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      startProxy(roleOf(index) === "recovery" ? recoveringPort : plainPort),
    ),
  );
  const clients = proxies.map(({ url }, index) => new Client(client, { index, url, seed, note }));
  return { applications, proxies, clients };
}

/** @typedef {Awaited<ReturnType<typeof setUp>>} World */

/** Everybody talks until it is told to stop. @param {World} world @param {number} seed */
function startTalk({ applications, clients }, seed) {
  const random = createRandom(seed ^ 0x5eed);
  let beats = 0;
  const timer = setInterval(() => {
    beats += 1;
    for (const { parties } of clients) {
      for (const party of parties) if (random.chance(0.5)) party.emit();
    }
    for (const application of applications) {
      application.sendNews();
      if (beats % beatsPerQuestion === 0) application.ask();
    }
  }, beat);
  return () => clearInterval(timer);
}

/** @param {World} world @param {ChaosOptions} options @param {Note} note */
async function sufferAll({ proxies }, options, note) {
  for (const { after, client, fault } of planFaults(options)) {
    await delay(after);
    note(String(client), { what: "fault", fault: JSON.stringify(fault) });
    proxies[client]?.suffer(fault);
  }
}

/**
 * @param {number} deadline
 * @param {() => unknown} isTrue
 */
async function waitUntil(deadline, isTrue) {
  while (performance.now() < deadline) {
    // It may never say.
    const late = delay(deadline - performance.now(), false, { ref: false });
    if ((await Promise.race([isTrue(), late])) === true) return true;
    await delay(10);
  }
  return false;
}

/**
 * Resolves when everything before has been through, with what has not.
 * @param {World} world
 * @returns {Promise<Violation[]>}
 */
async function makePeace({ applications, proxies, clients }) {
  for (const proxy of proxies) proxy.heal();
  const deadline = performance.now() + patience;
  const parties = clients.flatMap(({ parties }) => parties);
  const through = await Promise.all(
    parties.map((party) =>
      // A fence that fails was on a connection that had been lost silently.
      waitUntil(
        deadline,
        async () =>
          party.isSettled &&
          (await party.fence().then(
            () => true,
            () => false,
          )),
      ),
    ),
  );
  const violations = parties.flatMap(({ who }, index) =>
    through[index] === true ? [] : [{ who, text: `has not come to rest in ${patience} ms` }],
  );
  const areServersAtRest = await waitUntil(
    deadline,
    () =>
      applications.every(({ isSettled }) => isSettled) &&
      applications.reduce((sum, { connected }) => sum + connected, 0) === parties.length,
  );
  // The answer to a heartbeat may be on its way.
  await waitUntil(deadline, () => checkRest(clients).length === 0);
  violations.push(...checkRest(clients));
  return areServersAtRest
    ? violations
    : [...violations, { who: "the servers", text: "have other sockets than there are, or open questions" }];
}

/** @param {readonly Client[]} clients @returns {Violation[]} */
const checkRest = (clients) =>
  clients.flatMap(({ leftovers }, index) => leftovers.map((text) => ({ who: String(index), text })));

/** @param {readonly Entry[]} log @param {World} world */
function summarize(log, { proxies }) {
  const count = (/** @type {import("./types.ts").What} */ what) =>
    log.filter((entry) => entry.what === what).length;
  const recovered = log.filter((entry) => entry.what === "connect" && entry.recovered).length;
  const connections = proxies.reduce((sum, proxy) => sum + proxy.connections, 0);
  return [
    `${count("fault")} faults, ${connections} TCP connections, ${count("disconnect")} disconnections`,
    `${count("connect_error")} failed attempts, ${recovered} recoveries`,
    `${count("emit")} events sent, ${count("arrived")} arrivals, ${count("settled")} settled`,
    `${count("told")} news, ${count("news")} heard; ${count("asks")} questions`,
  ];
}

/** @param {World} world */
async function tearDown({ applications, proxies, clients }) {
  for (const client of clients) client.stop();
  // Before the servers, which wait for the connections that they have.
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  await Promise.all(applications.map((application) => application.stop()));
}

/**
 * Resolves with everything that is not as it should be.
 * @param {ChaosOptions} options
 * @returns {Promise<readonly Violation[]>}
 */
export async function runChaos(options) {
  /** @type {Entry[]} */
  const entries = [];
  /** @type {Violation[]} */
  const violations = [];
  /** @type {Note} */
  const note = (who, happening) => entries.push({ at: performance.now(), who, ...happening });
  const onUnhandled = (/** @type {unknown} */ error) => {
    violations.push({
      who: "the process",
      text: error instanceof Error ? String(error.stack) : String(error),
    });
  };
  process.on("uncaughtException", onUnhandled);
  process.on("unhandledRejection", onUnhandled);
  const world = await setUp(options, note);
  const stopTalk = startTalk(world, options.seed);
  await sufferAll(world, options, note);
  stopTalk();
  violations.push(...(await makePeace(world)));
  const log = [...entries];
  for (const party of world.clients.flatMap(({ parties }) => parties))
    violations.push(...checkParty(log, party));
  for (const line of summarize(log, world)) options.log(line);
  for (const violation of violations.slice(0, mostTraces)) {
    options.log(`\n${violation.who}: ${violation.text}\n${formatTrace(log, violation)}`);
  }
  await tearDown(world);
  process.off("uncaughtException", onUnhandled);
  process.off("unhandledRejection", onUnhandled);
  return violations;
}
