import { startDemo } from "./demo-server.ts";
import { openBrowser, wantsBrowser } from "./open-browser.ts";
import { readSettings } from "./settings.ts";
import { stopOnSignal } from "./site/stop-on-signal.ts";

try {
  const settings = readSettings(process.env);
  const demo = await startDemo(settings);
  stopOnSignal(process, () => demo.close());
  const wanted = settings.port ?? 3000;
  const moved = wanted === 0 || wanted === demo.port ? "" : ` (port ${wanted} is taken)`;
  console.log(`Chat and whiteboard  ${demo.url}${moved}`);
  console.log(`Console              ${demo.consoleUrl}`);
  if (demo.token !== undefined) console.log(`The console's token  ${demo.token}`);
  console.log("Ctrl-C stops both.");
  if (wantsBrowser(process.env, process.stdout.isTTY)) openBrowser(demo.url);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
