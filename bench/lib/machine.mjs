/** What a reader must know about the machine to judge the numbers, and nothing that names the machine. */
import { availableParallelism, cpus, release } from "node:os";

/** @returns {string} */
export function describeMachine() {
  const model = cpus()[0]?.model.trim() || "unknown CPU";
  const kernel = release().split(".").slice(0, 2).join(".");
  return `${model}, ${availableParallelism()} cores, Linux ${kernel}, Node ${process.versions.node}, V8 ${process.versions.v8}`;
}
