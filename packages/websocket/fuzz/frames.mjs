/**
 * The nightly run: random frame sequences, right and wrong, held to the properties of `frames.property.test.ts`.
 *
 *   node packages/websocket/fuzz/frames.mjs [--sequences 1000000] [--seed 42]
 *
 * Prints the seed, the progress and the total; ends with 1 and the shortest trace when a sequence breaks a property.
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createViteServer } from "vitest/node";

const { values } = parseArgs({
  options: { sequences: { type: "string", default: "1000000" }, seed: { type: "string" } },
});

/**
 * @param {string} name
 * @param {string} text
 */
function count(name, text) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`--${name} must be a whole number, not "${text}"`);
  return process.exit(2);
}

const sequences = count("sequences", values.sequences);
const seed = count("seed", values.seed ?? String(Math.floor(Math.random() * 0x7fff_ffff)));

// The sources are TypeScript, which Node 20 does not run by itself.
const vite = await createViteServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  configFile: false,
  appType: "custom",
  logLevel: "error",
  optimizeDeps: { noDiscovery: true },
  server: { middlewareMode: true, ws: false, watch: null },
});
const { fuzzFrames } = /** @type {typeof import("../src/codec/testing/frame-fuzz.ts")} */ (
  await vite.ssrLoadModule("/src/codec/testing/frame-fuzz.ts")
);

console.log(`${sequences} sequences, seed ${seed}`);
const started = Date.now();
const seconds = () => ((Date.now() - started) / 1000).toFixed(0);
const failure = fuzzFrames({
  sequences,
  seed,
  onProgress: (done) => console.log(`${done} of ${sequences} sequences, ${seconds()} s`),
});
await vite.close();

if (failure === undefined) {
  console.log(`${sequences} sequences passed in ${seconds()} s, seed ${seed}`);
} else {
  console.error(
    `A sequence breaks a property. Batch seed ${failure.seed}, path ${failure.path}\n${failure.trace}`,
  );
  process.exitCode = 1;
}
