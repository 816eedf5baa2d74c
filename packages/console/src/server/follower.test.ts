import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Followed } from "../contract/index.ts";
import { Follower, type FollowedConnection } from "./follower.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

class FakeConnection extends EventEmitter {
  transportName = "polling";
}

interface Scene {
  readonly follower: Follower;
  readonly connection: FakeConnection;
  readonly batches: { readonly packets: readonly Followed[]; readonly dropped: number }[];
}

function follow(): Scene {
  const batches: Scene["batches"] = [];
  const follower = new Follower((packets, dropped) => batches.push({ packets, dropped }));
  const connection = new FakeConnection();
  follower.follow(connection as unknown as FollowedConnection);
  return { follower, connection, batches };
}

describe("following a connection", () => {
  it("shows its packets, five times a second", () => {
    const { connection, batches } = follow();
    connection.emit("packet", { type: "message", data: "2hello" });
    connection.transportName = "websocket";
    connection.emit("packetCreate", { type: "pong", options: {} });
    expect(batches).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(batches).toEqual([
      {
        dropped: 0,
        packets: [
          { at: 1_000, direction: "in", transport: "polling", type: "message", data: "2hello" },
          { at: 1_000, direction: "out", transport: "websocket", type: "pong" },
        ],
      },
    ]);
    vi.advanceTimersByTime(1_000);
    expect(batches.length).toBe(1);
  });

  it.each([
    ["packets", "x", 105, 100],
    ["bytes", "x".repeat(100 * 1024), 5, 2],
    ["binary data", Uint8Array.of(1), 12, 10],
  ])("counts what is too much for a batch: %s", (_, data, sent, shown) => {
    const { connection, batches } = follow();
    for (let count = 0; count < sent; count++) connection.emit("packet", { type: "message", data });
    vi.advanceTimersByTime(200);
    expect(batches.map(({ packets, dropped }) => [packets.length, dropped])).toEqual([[shown, sent - shown]]);
    connection.emit("packet", { type: "message", data });
    vi.advanceTimersByTime(200);
    expect(batches[1]).toMatchObject({ packets: [{ data }], dropped: 0 });
  });

  it("lets go of it, and of everything", () => {
    const { follower, connection, batches } = follow();
    connection.emit("packet", { type: "ping" });
    follower.stop();
    follower.stop();
    expect([connection.eventNames(), vi.getTimerCount()]).toEqual([[], 0]);
    expect(batches).toEqual([]);
  });

  it("ends with it, after what was left to show", () => {
    const { connection, batches } = follow();
    connection.emit("packet", { type: "close" });
    connection.emit("close");
    expect(batches.map(({ packets }) => packets.length)).toEqual([1]);
    expect([connection.eventNames(), vi.getTimerCount()]).toEqual([[], 0]);
  });

  it("lets go of it for another one", () => {
    const { follower, connection, batches } = follow();
    const other = new FakeConnection();
    follower.follow(other as unknown as FollowedConnection);
    connection.emit("packet", { type: "ping" });
    other.emit("packet", { type: "pong" });
    vi.advanceTimersByTime(200);
    expect(batches.map(({ packets }) => packets.map(({ type }) => type))).toEqual([["pong"]]);
    follower.stop();
  });
});
