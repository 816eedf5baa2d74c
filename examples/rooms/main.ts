import { startRooms } from "./rooms.ts";

const rooms = await startRooms(Number(process.env["PORT"] ?? 3004));
console.log(`Chat with rooms: ${rooms.url} - Ctrl-C stops it`);
process.once("SIGINT", () => void rooms.close());
