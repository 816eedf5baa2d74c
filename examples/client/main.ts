import { talk } from "./talk.ts";

const url = process.argv[2] ?? "ws://127.0.0.1:3001/";
try {
  for (const answer of await talk(url)) console.log(answer);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
