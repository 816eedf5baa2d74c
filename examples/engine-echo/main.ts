import { startEngineEcho } from "./engine-echo.ts";

const echo = await startEngineEcho(Number(process.env["PORT"] ?? 3003));
console.log(`Engine.IO echo: ${echo.url} - Ctrl-C stops it`);
process.once("SIGINT", () => void echo.close());
