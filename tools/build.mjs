/**
 * `npm run build`: ES modules, declarations and source maps of every package, the bundles of the client, and the page of the console. `--all` compiles and checks everything else
 * of the repository too. What has no source any more is removed, so that it cannot be packed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { bin, inRoot, root } from "./paths.mjs";

/** @returns {string[]} names of the folders in packages/ */
const packageNames = () =>
  readdirSync(inRoot("packages")).filter((name) => existsSync(inRoot("packages", name, "package.json")));

/** @param {string} name of a package folder */
function removeStaleOutput(name) {
  const dist = inRoot("packages", name, "dist");
  if (!existsSync(dist)) return;
  for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    const source = file.replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
    if (source !== file && !existsSync(inRoot("packages", name, "src", source)))
      rmSync(path.join(dist, file));
  }
}

/** @param {readonly string[]} options */
export async function main(options) {
  const projects = options.includes("--all")
    ? [root]
    : packageNames().map((name) => inRoot("packages", name, "tsconfig.src.json"));
  const { status } = spawnSync(bin("tsc"), ["-b", ...projects], { stdio: "inherit" });
  for (const name of packageNames()) removeStaleOutput(name);
  if (status !== 0) return 1;
  // Not before there is something to build with.
  const { writeBundles } = await import("./bundles/write.mjs");
  await writeBundles();
  const { writePage } = await import("./bundles/write-page.mjs");
  await writePage();
  return 0;
}
