// From an example's folder to what its page loads.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";

/** @typedef {import("rolldown").Plugin} Plugin */

const examples = join(import.meta.dirname, "..");

/** The program of each page; that of `vanilla` is in its HTML. */
const programs = { vanilla: undefined, react: "page.tsx", vue: "page.ts", svelte: "page.ts" };

/** @typedef {keyof typeof programs} PageName */

export const pageNames = /** @type {readonly PageName[]} */ (Object.keys(programs));

/** Components of Vue: one module, with the template in it. @returns {Plugin} */
const vue = () => ({
  name: "vue",
  async load(id) {
    if (!id.endsWith(".vue")) return null;
    const { compileScript, parse } = await import("vue/compiler-sfc");
    const { descriptor } = parse(await readFile(id, "utf8"), { filename: id });
    const { content } = compileScript(descriptor, { id, inlineTemplate: true });
    return { code: content, moduleType: "ts" };
  },
});

/** Components of Svelte. @returns {Plugin} */
const svelte = () => ({
  name: "svelte",
  async load(id) {
    if (!id.endsWith(".svelte")) return null;
    const { compile } = await import("svelte/compiler");
    const { js } = compile(await readFile(id, "utf8"), { filename: id, generate: "client", dev: true });
    return { code: js.code, moduleType: "js" };
  },
});

/** @param {string} program */
async function bundle(program) {
  const build = await rolldown({
    input: program,
    platform: "browser",
    plugins: [vue(), svelte()],
    resolve: { conditionNames: ["@sockeye/source", "browser", "development", "import", "default"] },
    transform: {
      define: {
        "process.env.NODE_ENV": JSON.stringify("development"),
        __VUE_OPTIONS_API__: "false",
        __VUE_PROD_DEVTOOLS__: "false",
        __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
      },
    },
  });
  try {
    const { output } = await build.generate({ format: "esm", codeSplitting: false });
    return output[0].code;
  } finally {
    await build.close();
  }
}

/**
 * The files of a page, for development: with React that is where StrictMode has an effect.
 *
 * @param {PageName} name
 * @returns {Promise<import("./chat.mjs").PageFile[]>}
 */
export async function buildPage(name) {
  const program = programs[name];
  const folder = program === undefined ? join(examples, name) : import.meta.dirname;
  const html = await readFile(join(folder, "index.html"), "utf8");
  const page = { path: "/", type: "text/html", text: html };
  if (program === undefined) return [page];
  const code = await bundle(join(examples, name, program));
  return [page, { path: "/page.js", type: "text/javascript", text: code }];
}
