import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { compilePackages } from "../harness/compile-packages.ts";
import { runProgram } from "../harness/run-program.ts";

/** What the run imports: both ends, compiled into one folder. */
function compileEnds(): { readonly client: string; readonly server: string } {
  const { url, remove } = compilePackages("@sockeye/server", ["server", "client", "protocol", "websocket"]);
  onTestFinished(remove);
  // Beside the entry, so that the names of the packages are looked up in the same folder.
  const client = new URL("client.mjs", url);
  writeFileSync(client, 'export * from "@sockeye/client";\n');
  const isPublished = process.env["SOCKEYE_CLIENT"] === "published";
  return { client: isPublished ? "socket.io-client" : client.href, server: url };
}

/** The short version of `node interop/client-chaos/run.mjs`. */
it("keeps its promises on a network that cuts, delays, half-opens and throttles", async () => {
  const { client, server } = compileEnds();
  const { code, output } = await runProgram(join(import.meta.dirname, "run.mjs"), [
    ...["--faults", "40", "--seed", "20251120"],
    ...["--client", client, "--server", server],
  ]);
  expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining("no violations") as string });
}, 120_000);
