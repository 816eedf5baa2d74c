import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compilePackages, type CompiledEntry } from "../harness/compile-packages.ts";
import { runProgram } from "../harness/run-program.ts";

/** The short version of `node interop/soak/run.mjs`: every cut of the handshake once, beside 200 mixed connections. */
describe("a mixed load with cuts at every byte offset of the handshake", () => {
  let compiled: CompiledEntry | undefined;
  beforeAll(() => {
    compiled = compilePackages("@sockeye/websocket", ["websocket"]);
  });
  afterAll(() => {
    compiled?.remove();
  });

  it("leaves no unhandled error, no handle, no memory and no lost callback behind", async () => {
    // So short a warm-up says little about the pages that the allocator keeps, hence a wide limit for the resident
    // memory; heap and buffers are held to 10 MiB.
    const short = "--connections 200 --minutes 0.1 --warm-up-minutes 0.05 --rss-limit 64 --seed 20251120";
    const { code, output } = await runProgram(join(import.meta.dirname, "run.mjs"), [
      ...short.split(" "),
      ...["--module", `${compiled?.url}`],
    ]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("no violations") as string });
  }, 180_000);
});
