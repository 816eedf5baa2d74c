// Plans in on stdin, one JSON object per line; results out on stdout. Node 22 and later have a global WebSocket.
import { createInterface } from "node:readline";
import { runSession } from "./whatwg-session.mjs";

for await (const line of createInterface({ input: process.stdin })) {
  const result = await runSession(JSON.parse(line));
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
