import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** Runs a program of ours as one would by hand, at most as long as the test; resolves with everything it printed. */
export async function runProgram(
  path: string,
  parameters: readonly string[],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [path, ...parameters], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const code = new Promise<number | null>((resolve) => {
    child.on("close", resolve);
  });
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, output: output + complaints };
}
