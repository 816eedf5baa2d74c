import { existsSync } from "node:fs";
import { join } from "node:path";

const nodes = join(import.meta.dirname, "..", "..", "tools", "nodes", "node_modules");

/**
 * The program of this major version: the one that `SOCKEYE_NODE_<major>` names (`npm test` sets it), the npm package
 * that the set-up installs, or the running one; `undefined` when there is none.
 */
export function findNode(major: number): string | undefined {
  const installed = join(nodes, `node-${major}-${process.platform}-${process.arch}`, "bin", "node");
  const running = Number(process.versions.node.split(".", 1)[0]) === major ? process.execPath : undefined;
  const candidates = [process.env[`SOCKEYE_NODE_${major}`], installed, running];
  return candidates.find((program) => program !== undefined && existsSync(program));
}
