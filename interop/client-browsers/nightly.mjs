// `npm run nightly`: the portable part of the browser tests in Firefox. Arguments go to the test runner.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const runner = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));

const child = spawn(
  process.execPath,
  [runner, "run", "--project", "interop", "interop/client-browsers", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit", env: { ...process.env, SOCKEYE_BROWSER: "firefox" } },
);
child.on("exit", (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
