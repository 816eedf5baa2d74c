/**
 * The Node versions that everything must run on: the oldest one supported and each later line, as npm packages in
 * tools/nodes. They are apart from the root because each brings a program called `node`.
 */
import { existsSync } from "node:fs";
import { inRoot } from "./paths.mjs";

export const nodesFolder = inRoot("tools", "nodes");

/** Major versions, oldest first. */
export const majors = /** @type {const} */ ([20, 22, 24, 26]);

/** Is there a package of each for this kind of machine? */
export const isPlatformCovered = process.platform === "linux" && ["x64", "arm64"].includes(process.arch);

/**
 * The program of a Node version, when it is installed.
 *
 * @param {number} major
 * @returns {string | undefined}
 */
export function findNode(major) {
  const named = process.env[`SOCKEYE_NODE_${major}`];
  if (named !== undefined) return named;
  const program = inRoot(
    "tools",
    "nodes",
    "node_modules",
    `node-${major}-${process.platform}-${process.arch}`,
    "bin",
    "node",
  );
  if (existsSync(program)) return program;
  return Number(process.versions.node.split(".", 1)[0]) === major ? process.execPath : undefined;
}

/** The environment by which the tests find these versions. @returns {Record<string, string>} */
export function nodesEnvironment() {
  return Object.fromEntries(
    majors.flatMap((major) => {
      const program = findNode(major);
      return program === undefined ? [] : [[`SOCKEYE_NODE_${major}`, program]];
    }),
  );
}
