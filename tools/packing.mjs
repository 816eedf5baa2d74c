import { readdirSync } from "node:fs";
import path from "node:path";
import { findPackages } from "./packages.mjs";
import { npm } from "./setup/npm-packages.mjs";

/** @typedef {import("./packages.mjs").Package & { tarball: string }} PackedPackage */

/**
 * Packs every package as it would be published.
 *
 * @param {string} root of the repository
 * @param {string} folder for the tarballs
 * @returns {Promise<PackedPackage[]>}
 */
export async function packAll(root, folder) {
  /** @type {PackedPackage[]} */
  const packed = [];
  for (const one of findPackages(root).filter(({ manifest }) => manifest.private !== true)) {
    const before = new Set(readdirSync(folder));
    const { code, output } = await npm(
      ["pack", "--ignore-scripts", "--pack-destination", folder],
      one.folder,
    );
    const tarball = readdirSync(folder).find((name) => !before.has(name) && name.endsWith(".tgz"));
    if (code !== 0 || tarball === undefined) throw new Error(`npm pack of ${one.name} failed:\n${output}`);
    packed.push({ ...one, tarball: path.join(folder, tarball) });
  }
  return packed;
}
