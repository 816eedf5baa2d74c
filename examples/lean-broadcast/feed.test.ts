import { once } from "node:events";

import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "@sockeye/websocket";

import { startFeed } from "./feed.ts";
import type { Feed } from "./feed.ts";

async function listen(url: string) {
  const socket = new WebSocket(url);
  const heard = once(socket, "message").then(([data]) => String(data));
  const closed = once(socket, "close").then(([code]) => Number(code));
  // Only some tests wait for a message; for the others its absence is no failure.
  heard.catch(() => {});
  await once(socket, "open");
  return { socket, heard, closed };
}

describe("lean-broadcast", () => {
  let feed: Feed;
  afterEach(() => feed.close());

  it("reaches every listener with what was encoded once", async () => {
    feed = await startFeed(0);
    const listeners = await Promise.all([listen(feed.url), listen(feed.url), listen(feed.url)]);
    expect(feed.listeners).toBe(3);
    expect(feed.publish({ fish: "\u{1f41f}" })).toBe(3);
    for (const { heard } of listeners) expect(await heard).toBe('{"fish":"\u{1f41f}"}');
  });

  it("closes on listeners that talk, and goes on for the others", async () => {
    feed = await startFeed(0);
    const [loud, quiet] = [await listen(feed.url), await listen(feed.url)];
    loud.socket.send("hello?");
    expect(await loud.closed).toBe(1008);
    feed.publish(1);
    expect(await quiet.heard).toBe("1");
  });

  it("says goodbye", async () => {
    feed = await startFeed(0);
    const { closed } = await listen(feed.url);
    await feed.close();
    expect(await closed).toBe(1001);
  });
});
