/**
 * What the tests need that npm does not have: Debian packages, each with a quick test of its presence and the tests that
 * are reported as skipped without it.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import path from "node:path";

/** @param {string} program */
function isOnPath(program) {
  return (process.env["PATH"] ?? "").split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}

/** @param {string} name */
const hasPythonModule = (name) =>
  existsSync(`/usr/lib/python3/dist-packages/${name}`) ||
  spawnSync("python3", ["-c", `import ${name}`], { stdio: "ignore" }).status === 0;

/** @typedef {{ name: string, tests: string, isPresent: () => boolean }} SystemPackage */

/** @type {readonly SystemPackage[]} */
export const systemPackages = [
  {
    name: "chromium",
    tests: "interop with Chromium's WebSocket, the chat page in a browser",
    isPresent: () => isOnPath("chromium") || isOnPath("chromium-browser"),
  },
  {
    name: "python3-websockets",
    tests: "interop with Python's websockets",
    isPresent: () => hasPythonModule("websockets"),
  },
  {
    name: "nginx",
    tests: "sessions behind nginx",
    isPresent: () => isOnPath("nginx") || existsSync("/usr/sbin/nginx"),
  },
  {
    name: "haproxy",
    tests: "sessions behind HAProxy",
    isPresent: () => isOnPath("haproxy") || existsSync("/usr/sbin/haproxy"),
  },
  {
    name: "python3-engineio",
    tests: "interop with Python's Engine.IO client",
    isPresent: () => hasPythonModule("engineio"),
  },
  {
    name: "python3-socketio",
    tests: "interop with Python's Socket.IO client",
    isPresent: () => hasPythonModule("socketio"),
  },
  {
    name: "python3-aiohttp",
    tests: "interop with Python's asynchronous Engine.IO and Socket.IO clients",
    isPresent: () => hasPythonModule("aiohttp"),
  },
  { name: "redis-server", tests: "servers that meet over Redis", isPresent: () => isOnPath("redis-server") },
  {
    name: "postgresql",
    tests: "servers that meet over PostgreSQL",
    // Debian keeps the programs of each version apart and off the path.
    isPresent: () =>
      existsSync("/usr/lib/postgresql") &&
      readdirSync("/usr/lib/postgresql").some((version) =>
        existsSync(`/usr/lib/postgresql/${version}/bin/initdb`),
      ),
  },
  {
    name: "python3-requests",
    tests: "interop with Python's Engine.IO client over polling",
    isPresent: () => hasPythonModule("requests"),
  },
  {
    name: "python3-websocket",
    tests: "interop with Python's Engine.IO client over WebSocket",
    isPresent: () => hasPythonModule("websocket"),
  },
];

/** May this process install Debian packages? */
export const mayInstall = () =>
  process.env["SOCKEYE_SETUP_SYSTEM"] !== "0" && process.getuid?.() === 0 && isOnPath("apt-get");

/**
 * @param {readonly string[]} names
 * @returns {{ code: number, output: string }}
 */
export function installSystemPackages(names) {
  const options = {
    encoding: /** @type {const} */ ("utf8"),
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  const install = () => spawnSync("apt-get", ["install", "-y", "--no-install-recommends", ...names], options);
  let result = install();
  if (result.status !== 0) {
    // A fresh machine has no package lists yet.
    spawnSync("apt-get", ["update"], options);
    result = install();
  }
  return { code: result.status ?? 1, output: `${result.stdout}${result.stderr}` };
}
