import { startChat } from "./chat-server.ts";
import { readSettings } from "./settings.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

try {
  const settings = readSettings(process.env);
  const chat = await startChat(settings);
  stopOnSignal(process, () => chat.close());
  const wanted = settings.port ?? 3000;
  const moved = wanted === 0 || wanted === chat.port ? "" : ` (port ${wanted} is taken)`;
  console.log(`Sockeye chat and echo: ${chat.url}${moved} - Ctrl-C stops it`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
