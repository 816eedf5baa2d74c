import { startEchoServer } from "./echo-server.ts";

const server = await startEchoServer(Number(process.env["PORT"] ?? 3001));
console.log(`echo server: ${server.url} - Ctrl-C stops it`);
process.once("SIGINT", () => void server.close());
