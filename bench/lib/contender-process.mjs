/** The process under measurement: one contender with one application, and what is asked of either from outside. */
import { serveMethods } from "./rpc.mjs";

/** @type {import("node:inspector/promises").Session | undefined} */
let profiling;

/**
 * @param {readonly import("./suite.mjs").Contender[]} contenders
 * @returns {void}
 */
export function serveContender(contenders) {
  serveMethods({
    /** @param {{ contender: string, app: string }} parameters */
    async start({ contender, app }) {
      const found = contenders.find(({ name }) => name === contender);
      if (found === undefined) {
        throw new Error(`there is no contender "${contender}"`);
      }
      const { start } = await found.load();
      return await start(app);
    },

    /** Collects all that can be collected, and gives the freed pages back: what is resident afterwards is in use. */
    collectGarbage() {
      const collect = globalThis.gc;
      if (collect === undefined) {
        throw new Error("start this process with --expose-gc");
      }
      for (let pass = 0; pass < 3; pass += 1) {
        collect(/** @type {any} */ ({ type: "major", execution: "sync", flavor: "last-resort" }));
      }
      const { heapUsed, external } = process.memoryUsage();
      return { heap: heapUsed, external };
    },

    async startProfile() {
      const { Session } = await import("node:inspector/promises");
      profiling = new Session();
      profiling.connect();
      await profiling.post("Profiler.enable");
      await profiling.post("Profiler.setSamplingInterval", { interval: 200 });
      await profiling.post("Profiler.start");
    },

    async stopProfile() {
      const result = await profiling?.post("Profiler.stop");
      profiling?.disconnect();
      return result?.profile;
    },
  });
}
