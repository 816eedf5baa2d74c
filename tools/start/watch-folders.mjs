import { readdirSync, watch } from "node:fs";
import path from "node:path";

const SKIPPED = new Set(["node_modules", "dist", "public", "coverage", ".cache"]);
const SOURCES = new Set([".ts", ".tsx", ".css", ".html"]);
const QUIET_MS = 100;

/** A source, or what may be a new folder of sources. @param {string} name */
const isOfInterest = (name) =>
  SOURCES.has(path.extname(name)) || (path.extname(name) === "" && !SKIPPED.has(name));

/** @param {string} folder @returns {string[]} */
function withSubfolders(folder) {
  const inner = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !SKIPPED.has(entry.name),
  );
  return [folder, ...inner.flatMap((entry) => withSubfolders(path.join(folder, entry.name)))];
}

/**
 * Calls back once after each burst of changes to sources in these folders. One watch per folder, looked for anew
 * after each change: `recursive` is not dependable on Linux with Node 20.
 *
 * @param {readonly string[]} folders
 * @param {() => void} onChange
 * @returns {() => void} ends it
 */
export function watchFolders(folders, onChange) {
  /** @type {Map<string, import("node:fs").FSWatcher>} */
  const watchers = new Map();
  /** @type {NodeJS.Timeout | undefined} */
  let timer;

  const rescan = () => {
    const present = new Set(folders.flatMap(withSubfolders));
    for (const [folder, watcher] of watchers) {
      if (present.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of present) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, (_event, name) => {
        if (name === null || isOfInterest(name)) changed();
      });
      watcher.on("error", () => {
        watcher.close();
        watchers.delete(folder);
      });
      watchers.set(folder, watcher);
    }
  };
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      rescan();
      onChange();
    }, QUIET_MS);
  };

  rescan();
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
}
