import { startFeed } from "./feed.ts";

const feed = await startFeed(Number(process.env["PORT"] ?? 3002));
const timer = setInterval(() => {
  feed.publish({
    time: new Date().toISOString(),
    memory: process.memoryUsage.rss(),
    listeners: feed.listeners,
  });
}, 1000);
console.log(`feed of this process, a value a second: ${feed.url} - Ctrl-C stops it`);
process.once("SIGINT", () => {
  clearInterval(timer);
  void feed.close();
});
