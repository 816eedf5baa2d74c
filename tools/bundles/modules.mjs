import { SourceMap } from "node:module";
import { measure } from "./sizes.mjs";

/** The generated text by the source that it comes from. @param {import("./build.mjs").Bundle} bundle */
function splitBySource({ code, map }) {
  const sourceMap = new SourceMap(JSON.parse(map));
  /** @type {[text: string, source: string][]} */
  const parts = [];
  for (const [line, text] of code.split("\n").entries()) {
    for (let column = 0; column < text.length; column++) {
      const entry = sourceMap.findEntry(line, column);
      const source = "originalSource" in entry ? entry.originalSource : "(around it)";
      const last = parts.at(-1);
      if (last?.[1] === source) last[0] += text[column];
      else parts.push([text[column] ?? "", source]);
    }
  }
  return parts;
}

/**
 * What each source adds to a bundle: its minified bytes, and by how much the bundle would be smaller with gzip without them.
 *
 * @param {import("./build.mjs").Bundle} bundle
 */
export function weighModules(bundle) {
  const parts = splitBySource(bundle);
  const whole = measure(parts.map(([text]) => text).join(""));
  const rows = [...new Set(parts.map(([, source]) => source))].map((source) => {
    const rest = measure(parts.map(([text, from]) => (from === source ? "" : text)).join(""));
    return { source, bytes: whole.bytes - rest.bytes, gzip: whole.gzip - rest.gzip };
  });
  rows.sort((one, other) => other.gzip - one.gzip);
  return rows
    .map(({ source, bytes, gzip }) => `${String(bytes).padStart(6)} ${String(gzip).padStart(6)}  ${source}`)
    .join("\n");
}
