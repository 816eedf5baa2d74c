import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

function findOnPath(name: string): string | undefined {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export function findChromium(): string | undefined {
  return findOnPath("chromium") ?? findOnPath("chromium-browser");
}

/** A Python that can import websockets: the system's first, as that is the one the Debian package serves. */
export function findPythonWithWebsockets(): string | undefined {
  return ["/usr/bin/python3", findOnPath("python3")].find((command) => {
    if (command === undefined) return false;
    try {
      execFileSync(command, ["-c", "import websockets"], { stdio: "ignore", timeout: 20_000 });
      return true;
    } catch {
      return false;
    }
  });
}
