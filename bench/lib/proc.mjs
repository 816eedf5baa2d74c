/** Reads what a process costs from the operating system, so that the process itself takes no part in it. */
import { readFileSync, readdirSync } from "node:fs";

/**
 * @typedef {object} CpuSample
 * @property {number} total Microseconds of CPU, user and system, of all threads.
 * @property {number} system Microseconds of them in the system, in the kernel's resolution of 10 ms.
 */

/** The unit of /proc/<pid>/stat: USER_HZ, which is 100 on every Linux that Node supports. */
const MICROSECONDS_PER_TICK = 10_000;

/**
 * @param {number} pid
 * @returns {CpuSample}
 */
export function readCpu(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The second field, the program's name, may hold blanks and brackets: count from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const user = Number(fields[11]) * MICROSECONDS_PER_TICK;
  const system = Number(fields[12]) * MICROSECONDS_PER_TICK;
  return { total: readScheduledTime(pid) ?? user + system, system };
}

/**
 * The same time as user + system, in nanoseconds instead of ticks; not every kernel keeps it.
 *
 * @param {number} pid
 * @returns {number | undefined} Microseconds.
 */
function readScheduledTime(pid) {
  try {
    let nanoseconds = 0;
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1").split(" ", 1)[0]);
    }
    return nanoseconds / 1000;
  } catch {
    return undefined;
  }
}

/**
 * @param {number} pid
 * @returns {number} Resident memory in bytes.
 */
export function readResidentMemory(pid) {
  const match = /^Rss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1"));
  if (match === null) {
    throw new Error("cannot read resident memory from /proc");
  }
  return Number(match[1]) * 1024;
}

/**
 * @param {number} pid
 * @returns {number} How many files, and so sockets, the process may have open.
 */
export function readOpenFileLimit(pid) {
  const match = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, "latin1"));
  return match === null ? Infinity : Number(match[1]);
}
