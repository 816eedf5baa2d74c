import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";
import { implementation } from "../engine-clients/implementation.ts";
import { compileEngine } from "./compile-engine.ts";

/** What the run imports; the published engine may have as many timers as it likes. */
function chooseModule(): readonly string[] {
  if (implementation.name === "published") return ["--module", "engine.io", "--timers", "any"];
  const { url, remove } = compileEngine();
  onTestFinished(remove);
  return ["--module", url];
}

/** The short version of `node interop/engine-sessions/run.mjs`. */
it(
  `${implementation.name}: sessions that idle and sessions that come and go leave nothing behind`,
  { timeout: 120_000 },
  async () => {
    const parameters = [...chooseModule(), "--scale", "0.02", "--ping-interval", "500"];
    const child = spawn(process.execPath, [join(import.meta.dirname, "run.mjs"), ...parameters], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const code = new Promise<number | null>((resolve) => {
      child.on("close", resolve);
    });
    const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect({ code: await code, output: output + complaints }).toEqual({
      code: 0,
      output: expect.stringContaining("no violations") as string,
    });
  },
);
