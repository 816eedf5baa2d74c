/** Makes the page of the console: a script, a style sheet and what they need, without anything from elsewhere. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { rolldown } from "rolldown";
import { inRoot } from "../paths.mjs";
import { writeIfChanged } from "./write-if-changed.mjs";

const sources = inRoot("packages", "console", "src");
const target = inRoot("packages", "console", "page");

/** Tokens and components first: the views build on them. */
const STYLE_SHEETS = [
  inRoot("node_modules", "uplot", "dist", "uPlot.min.css"),
  ...["ui/tokens", "ui/base", "playground/playground", "wire-view/wire-view", "live/live", "shell/shell"].map(
    (name) => path.join(sources, `${name}.css`),
  ),
];

/** What the page is made with, and its authors' terms ask to be named. */
const CONTAINED = ["preact", "@preact/signals", "@preact/signals-core", "uplot"];

async function bundleScript() {
  const build = await rolldown({
    cwd: inRoot(),
    input: path.join(sources, "shell", "main.tsx"),
    platform: "browser",
    tsconfig: false,
    resolve: { conditionNames: ["@sockeye/source", "import", "default"] },
    transform: { target: "es2022", jsx: { runtime: "automatic", importSource: "preact" } },
    external: [],
    onLog(_level, log) {
      throw new Error(`console.js: ${log.message}`);
    },
  });
  try {
    const { output } = await build.generate({
      file: path.join(target, "console.js"),
      format: "esm",
      minify: true,
      comments: false,
      codeSplitting: false,
    });
    return output[0].code;
  } finally {
    await build.close();
  }
}

/** Comments and indents out: they weigh, and the sources are in the package. @param {string} text */
const shorten = (text) => text.replaceAll(/\/\*[^]*?\*\//g, "").replaceAll(/\n\s*/g, "\n");

function licences() {
  return CONTAINED.map((name) => {
    const text = readFileSync(inRoot("node_modules", name, "LICENSE"), "utf8");
    return `${name}\n\n${text.trim()}\n`;
  }).join(`\n${"-".repeat(80)}\n\n`);
}

/** Writes the page's files, and nothing else where they belong. @returns {Promise<ReadonlyMap<string, string>>} */
export async function writePage() {
  const files = new Map([
    ["console.js", await bundleScript()],
    ["console.css", STYLE_SHEETS.map((file) => shorten(readFileSync(file, "utf8"))).join("\n")],
    ["tokens.css", readFileSync(path.join(sources, "ui", "tokens.css"), "utf8")],
    ["index.html", readFileSync(path.join(sources, "shell", "index.html"), "utf8")],
    ["logo.svg", readFileSync(path.join(sources, "shell", "logo.svg"), "utf8")],
    ["LICENSES.txt", licences()],
  ]);
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target)) if (!files.has(name)) rmSync(path.join(target, name));
  for (const [name, content] of files) writeIfChanged(path.join(target, name), content);
  return files;
}
