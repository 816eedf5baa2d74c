import { mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { inRoot } from "../paths.mjs";
import { buildBundles } from "./build.mjs";
import { writeIfChanged } from "./write-if-changed.mjs";

/** Scripts are CommonJS for those who `require` them; the package around them is not. */
const MANIFEST = `${JSON.stringify({ type: "commonjs" })}\n`;

/** Where bundles belong: in the package of the client, and in that of the server, which serves them. */
const folders = [inRoot("packages", "client", "bundles"), inRoot("packages", "server", "client-dist")];

/** Builds the bundles and puts them where they belong, and nothing else there. @returns {Promise<import("./build.mjs").Bundle[]>} */
export async function writeBundles() {
  const bundles = await buildBundles();
  const files = new Map([["package.json", MANIFEST]]);
  for (const { name, code, map } of bundles) files.set(name, code).set(`${name}.map`, map);
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      if (!files.has(name)) rmSync(path.join(folder, name), { recursive: true });
    }
    for (const [name, content] of files) writeIfChanged(path.join(folder, name), content);
  }
  return bundles;
}
