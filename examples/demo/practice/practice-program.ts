/** A process of its own, so that it can be killed: `practice-program.js <host> <port> <attempts>`. */
import { startPracticeServer } from "./practice-server.ts";

// The one who started us ends us, also by its own sudden death. Ctrl-C reaches both, and is for it alone.
process.once("disconnect", () => process.exit());
process.on("SIGINT", () => undefined);

const [host = "127.0.0.1", port = "0", attempts = "1"] = process.argv.slice(2);
try {
  const server = await startPracticeServer({ host, port: Number(port), attempts: Number(attempts) });
  process.send?.(server.port);
} catch (error) {
  console.error(`practice server: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
