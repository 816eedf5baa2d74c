import { accessSync, constants } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

/** A headless Chromium that calls nobody on its own. */
export function launchChromium() {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function findChromium() {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const candidates = folders.flatMap((folder) =>
    ["chromium", "chromium-browser"].map((name) => path.join(folder, name)),
  );
  const found = candidates.find(isExecutable);
  if (found === undefined) throw new Error("no Chromium here: install it (Debian package: chromium)");
  return found;
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
