import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

/** @typedef {string | { [condition: string]: Target }} Target */

/**
 * @typedef {{
 *   folder: string,
 *   name: string,
 *   manifest: { name: string, version: string, private?: boolean, exports: Record<string, Target> },
 * }} Package
 */

/** One module that a package offers: its subpath, and the declarations that belong to it. @typedef {{ subpath: string, types: string }} Entry */

/** The packages of the repository in this folder. @param {string} root @returns {Package[]} */
export function findPackages(root) {
  return readdirSync(path.join(root, "packages"))
    .map((name) => path.join(root, "packages", name))
    .filter((folder) => existsSync(path.join(folder, "package.json")))
    .map((folder) => {
      /** @type {Package["manifest"]} */
      const manifest = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
      return { folder, name: manifest.name, manifest };
    });
}

/** Entry points, in the order of `exports`. @param {Package} one @returns {Entry[]} */
export function entriesOf({ folder, manifest }) {
  return Object.entries(manifest.exports).flatMap(([subpath, target]) => {
    const types = typeof target === "string" ? undefined : target["types"];
    return typeof types === "string" ? [{ subpath, types: path.join(folder, types) }] : [];
  });
}
