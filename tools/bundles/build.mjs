/**
 * Makes the bundles of the client, under the names of the published ones, with their source maps. What comes out depends on the
 * sources alone: neither on the folder of the repository nor on the time.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { rolldown } from "rolldown";
import { inRoot } from "../paths.mjs";

/** @typedef {{ name: string, code: string, map: string }} Bundle */
/** @typedef {{ name: string, format: "esm" | "umd", minify: boolean, parser: "parser" | "msgpack" }} Recipe */

/** @type {readonly Recipe[]} */
export const recipes = [
  { name: "socket.io.esm.min.js", format: "esm", minify: true, parser: "parser" },
  { name: "socket.io.min.js", format: "umd", minify: true, parser: "parser" },
  { name: "socket.io.msgpack.min.js", format: "umd", minify: true, parser: "msgpack" },
  { name: "socket.io.js", format: "umd", minify: false, parser: "parser" },
];

const folder = inRoot("packages", "client");
const sources = path.join(folder, "src");

/** What a bundle exports: as a module by name, as a script one function, which has the rest as its properties. */
const entries = {
  esm: `{
  io, io as connect, io as default, Manager, Socket, protocol,
  Fetch, NodeWebSocket, NodeXHR, WebSocket, WebTransport, XHR,
}`,
  umd: "{ io as default }",
};

/** Names without a meaning outside of the bundle get short ones; not what others are known to read. */
const minification = {
  compress: true,
  mangle: true,
  mangleProps: {
    // The last two belong to what only `@sockeye/client/engine` exports.
    include: /^(_[a-z]|clearTimeoutFn$|priorWebsocketSuccess$)/,
    exclude: /^_(placeholder|readyState|reconnecting)$/,
  },
};

const ENTRY = path.join(sources, "bundle.js");

/** Puts another encoder and decoder in the place of the default ones. @param {Recipe["parser"]} parser @returns {import("rolldown").Plugin} */
const useParser = (parser) => ({
  name: "use-parser",
  resolveId(source, importer) {
    if (parser === "parser" || importer === undefined) return null;
    const target = path.resolve(path.dirname(importer), source);
    const isDefault = ["encoder.ts", "decoder.ts"].some(
      (name) => target === path.join(sources, "parser", name),
    );
    return isDefault ? path.join(sources, parser, "parser.ts") : null;
  },
});

/** @param {string} text @returns {import("rolldown").Plugin} */
const giveEntry = (text) => ({
  name: "give-entry",
  resolveId: (source) => (source === ENTRY ? ENTRY : null),
  load: (id) => (id === ENTRY ? text : null),
});

/** Where a browser shows a source: by the name of its package, not by where it lies. @param {string} source @param {string} map */
function nameSource(source, map) {
  const file = path.resolve(path.dirname(map), source);
  return `@sockeye/${path.relative(inRoot("packages"), file).replaceAll(path.sep, "/")}`;
}

/** @param {Recipe} recipe @param {string} index module in src that exports the API @returns {Promise<Bundle>} */
async function buildOne({ name, format, minify, parser }, index) {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const build = await rolldown({
    cwd: inRoot(),
    input: ENTRY,
    platform: "browser",
    tsconfig: false,
    // Not the built modules of the packages but their sources, and of two files that of browsers.
    resolve: { conditionNames: ["@sockeye/source", "import", "default"] },
    transform: { target: "es2022" },
    optimization: { inlineConst: { mode: "all", pass: 2 } },
    plugins: [giveEntry(`export ${entries[format]} from "./${index}";\n`), useParser(parser)],
    // What is not there is not left to the page.
    external: [],
    onLog(_level, log) {
      throw new Error(`${name}: ${log.message}`);
    },
  });
  try {
    const { output } = await build.generate({
      file: path.join(folder, "bundles", name),
      format,
      name: "io",
      exports: format === "umd" ? "default" : "named",
      minify: minify && minification,
      sourcemap: true,
      sourcemapPathTransform: nameSource,
      comments: minify ? false : { legal: true, annotation: false, jsdoc: true },
      postBanner: `/*! Sockeye ${version}, MIT */`,
      codeSplitting: false,
    });
    const chunk = output[0];
    if (chunk.imports.length > 0 || chunk.map === null)
      throw new Error(`${name} needs ${chunk.imports.join()}`);
    return { name, code: chunk.code, map: chunk.map.toString() };
  } finally {
    await build.close();
  }
}

/** @param {string} [index] module in src that exports the API @returns {Promise<Bundle[]>} */
export function buildBundles(index = "index.ts") {
  return Promise.all(recipes.map((recipe) => buildOne(recipe, index)));
}
