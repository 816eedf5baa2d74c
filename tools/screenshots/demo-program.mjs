import { spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import { inRoot } from "../paths.mjs";

/**
 * The demo with its console, as `npm start` runs it, on the first free port from 3000.
 *
 * @returns {Promise<{ url: string, consoleUrl: string, stop(): Promise<void> }>}
 */
export async function startDemoProgram() {
  const preload = pathToFileURL(inRoot("tools", "exit-with-parent.mjs")).href;
  const child = spawn(
    process.execPath,
    ["--import", preload, inRoot("examples", "demo", "dist", "server.js")],
    { env: { ...process.env, SOCKEYE_OPEN: "0" }, stdio: ["ignore", "pipe", "inherit", "ipc"] },
  );
  const exited = once(child, "exit");
  const text = await Promise.race([
    readUntil(/** @type {import("node:stream").Readable} */ (child.stdout), "Ctrl-C"),
    exited.then(() => {
      throw new Error("the demo ended before it listened");
    }),
  ]);
  const [url, consoleUrl] = text.match(/http:\S+/g) ?? [];
  if (url === undefined || consoleUrl === undefined)
    throw new Error(`the demo does not say where it is: ${text}`);
  return {
    url,
    consoleUrl,
    async stop() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

/** @param {import("node:stream").Readable} stream @param {string} end @returns {Promise<string>} */
function readUntil(stream, end) {
  return new Promise((resolve) => {
    let text = "";
    stream.setEncoding("utf8").on("data", (/** @type {string} */ part) => {
      text += part;
      if (text.includes(end)) resolve(text);
    });
  });
}
