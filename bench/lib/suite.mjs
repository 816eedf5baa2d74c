/** What a benchmark consists of; the runner and the reports know nothing else about it. */
import { existsSync } from "node:fs";

/**
 * @typedef {object} Suite
 * @property {string} name As on the command line.
 * @property {URL} server The file of the process under measurement.
 * @property {URL} load The file of the load generator's process.
 * @property {string} project The TypeScript project that is built before anything is measured.
 * @property {readonly Contender[]} contenders
 * @property {readonly Workload[]} workloads
 * @property {Roles} roles
 * @property {readonly Column[]} columns Of the table in bench/README.md.
 */

/**
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} about For the reader of the table.
 * @property {() => string | undefined} obstacle Why it cannot take part on this machine, if it cannot.
 * @property {() => Promise<{ start(app: string): Promise<{ port: number }> }>} load
 * @property {readonly string[]} command The runtime and its arguments.
 */

/**
 * @typedef {object} Roles Names of contenders.
 * @property {string} control The published package that ours are compared with.
 * @property {string} floor The least that the work can cost.
 * @property {readonly string[]} ours They have targets.
 */

/**
 * @typedef {object} Column
 * @property {string} title
 * @property {string} contender
 * @property {string} [dividedBy] A contender: then the column is a ratio.
 */

/**
 * @typedef {object} Setting How long and how large: see `settings`.
 * @property {number} warmUp Milliseconds.
 * @property {number} measure Milliseconds.
 * @property {number} connections Share of the connections of the full run.
 * @property {number} batches Of connections that are opened, where opening is measured.
 * @property {number} rounds
 * @property {number} [settle] Milliseconds to wait for the server to come to rest, where its CPU time does not show it.
 */

/**
 * @typedef {object} Scene One contender with its load generator, both started.
 * @property {import("./child.mjs").Child} server
 * @property {import("./child.mjs").Child} load
 * @property {number} port
 * @property {Setting} setting
 */

/**
 * @typedef {object} Measurement
 * @property {number} cost In the workload's unit.
 * @property {number | undefined} rate Units of work per second.
 * @property {number | undefined} system Share of the server's CPU time that was spent in the system.
 * @property {number | undefined} busy Share of its core that the server used.
 * @property {string | undefined} note
 * @property {Growth} [growth] For workloads that ask whether a cost depends on the number of connections.
 */

/**
 * @typedef {object} Growth
 * @property {number} few Connections.
 * @property {number} many Connections.
 * @property {readonly GrowthPart[]} parts
 */

/**
 * @typedef {object} GrowthPart
 * @property {string} title
 * @property {string} unit What the two costs count.
 * @property {number} withFew
 * @property {number} withMany
 * @property {number} [atMost] Ours should not grow by a larger factor.
 * @property {number} [atMostByFloor] Nor by so many times the factor by which the floor grows.
 */

/**
 * @typedef {object} Targets
 * @property {number} [controlByOurs] At least this many times cheaper than the control.
 * @property {number} [oursByFloor] At most this many times the floor.
 */

/**
 * @typedef {object} Workload
 * @property {string} name Benchmarks may have the same, if none of ours takes part in both.
 * @property {string} title
 * @property {string} unit What `cost` counts.
 * @property {string} app What the contender serves.
 * @property {Targets} targets
 * @property {(scene: Scene) => Promise<Measurement>} run
 */

/** @type {Readonly<Record<"full" | "quick", Setting>>} */
export const settings = {
  full: { warmUp: 700, measure: 2000, connections: 1, batches: 6, rounds: 5 },
  quick: { warmUp: 250, measure: 500, connections: 0.2, batches: 2, rounds: 2 },
};

/** Node as it is, with one thing more: the idle workloads collect garbage before they look. */
export const NODE = [process.execPath, "--expose-gc"];

/** @returns {undefined} For contenders that can always take part. */
export const noObstacle = () => undefined;

/**
 * @param {string} file Built, relative to the folder of the packages.
 * @returns {() => string | undefined}
 */
export function needsBuilt(file) {
  const built = new URL(`../../packages/${file}`, import.meta.url);
  return () => (existsSync(built) ? undefined : `packages/${file} is not there; run \`npm run build\``);
}
