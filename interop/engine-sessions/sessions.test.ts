import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { runProgram } from "../harness/run-program.ts";
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
    expect(await runProgram(join(import.meta.dirname, "run.mjs"), parameters)).toEqual({
      code: 0,
      output: expect.stringContaining("no violations") as string,
    });
  },
);
