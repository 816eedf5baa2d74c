import { EventEmitter } from "node:events";

import { describe, expect, it } from "vitest";
import type { WebSocket } from "@sockeye/websocket";

import { ChatRoom, defaultChatLimits } from "./chat-room.ts";
import { serveChat, serveEcho } from "./endpoints.ts";

const MIB = 1024 * 1024;

/** As much of a WebSocket as the endpoints use, with a `bufferedAmount` that the test sets. */
class FakeSocket extends EventEmitter {
  readonly readyState = 1;
  bufferedAmount = 0;
  isPaused = false;
  isTerminated = false;
  readonly sent: unknown[] = [];
  readonly #flushed: (() => void)[] = [];

  send(data: unknown, _options?: unknown, flushed?: () => void): void {
    this.sent.push(data);
    if (flushed !== undefined) this.#flushed.push(flushed);
  }

  /** The oldest message has left. */
  flush(): void {
    this.#flushed.shift()?.();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  terminate(): void {
    this.isTerminated = true;
    this.emit("close");
  }

  asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}

describe("serveEcho", () => {
  it("reads no more while the peer leaves a megabyte unread, and goes on when that is gone", () => {
    const socket = new FakeSocket();
    serveEcho(socket.asWebSocket());
    socket.bufferedAmount = MIB;
    socket.emit("message", Buffer.from("a"), false);
    expect(socket.isPaused).toBe(false);
    socket.bufferedAmount = MIB + 1;
    socket.emit("message", Buffer.from("b"), false);
    expect(socket.isPaused).toBe(true);
    socket.flush();
    expect(socket.isPaused).toBe(true);
    socket.bufferedAmount = MIB;
    socket.flush();
    expect(socket.isPaused).toBe(false);
    expect(socket.sent).toEqual([Buffer.from("a"), Buffer.from("b")]);
  });
});

describe("serveChat", () => {
  it("cuts off a listener that leaves more than a megabyte unread", () => {
    let ids = 0;
    const room = new ChatRoom({
      limits: defaultChatLimits,
      now: () => 0,
      createId: () => String((ids += 1)),
    });
    const [ada, bob] = [new FakeSocket(), new FakeSocket()];
    for (const [socket, name] of [
      [ada, "Ada"],
      [bob, "Bob"],
    ] as const) {
      serveChat(room, socket.asWebSocket());
      socket.emit("message", Buffer.from(JSON.stringify({ type: "join", name })), false);
    }
    const say = (text: string) =>
      ada.emit("message", Buffer.from(JSON.stringify({ type: "say", text, ref: "1" })), false);
    bob.bufferedAmount = MIB;
    say("fits");
    expect([bob.isTerminated, bob.sent.length]).toEqual([false, 2]);
    bob.bufferedAmount = MIB + 1;
    say("is too much");
    expect([bob.isTerminated, bob.sent.length]).toEqual([true, 2]);
    expect(JSON.parse(String(ada.sent.at(-1)))).toMatchObject({ type: "said", text: "is too much" });
    expect(ada.sent.map((json) => (JSON.parse(String(json)) as { type: string }).type)).toContain("left");
  });
});
