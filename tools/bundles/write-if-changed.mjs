import { existsSync, readFileSync, writeFileSync } from "node:fs";

/** Those who run at the same time see no file come and go that stays as it is. @param {string} file @param {string} content */
export function writeIfChanged(file, content) {
  if (!existsSync(file) || readFileSync(file, "utf8") !== content) writeFileSync(file, content);
}
