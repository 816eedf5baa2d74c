import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compilePackage, type CompiledPackage } from "../compile-package.ts";

/** Runs `run.mjs` as one would by hand; resolves with everything it printed. */
async function runSoak(parameters: readonly string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "run.mjs"), ...parameters], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise<number | null>((resolve) => {
    child.on("close", resolve);
  });
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, output: output + complaints };
}

/** The short version of `node interop/soak/run.mjs`: every cut of the handshake once, beside 200 mixed connections. */
describe("a mixed load with cuts at every byte offset of the handshake", () => {
  let compiled: CompiledPackage | undefined;
  beforeAll(() => {
    compiled = compilePackage();
  });
  afterAll(() => {
    compiled?.remove();
  });

  it("leaves no unhandled error, no handle, no memory and no lost callback behind", async () => {
    // So short a warm-up says little about the pages that the allocator keeps, hence a wide limit for the resident
    // memory; heap and buffers are held to 10 MiB.
    const short = "--connections 200 --minutes 0.1 --warm-up-minutes 0.05 --rss-limit 64 --seed 20251120";
    const { code, output } = await runSoak([...short.split(" "), "--module", `${compiled?.url}index.js`]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("no violations") as string });
  }, 180_000);
});
