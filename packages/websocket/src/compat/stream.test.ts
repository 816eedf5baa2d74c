import { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import { describe, expect, it, vi } from "vitest";
import { OPCODE } from "../codec/index.ts";
import { createHarness, endOfTurn } from "../connection/testing/harness.ts";
import { ConnectionEvents } from "./connection-events.ts";
import { createWebSocketStream } from "./stream.ts";
import { until } from "./testing/until.ts";
import { openSocket, type OpenSocket } from "./testing/open-socket.ts";
import { internals, WebSocket } from "./websocket.ts";

/** A stream over an open WebSocket, and what it emits. */
function openStream(
  options?: Parameters<typeof createWebSocketStream>[1],
): Omit<OpenSocket, "events"> & { stream: Duplex; events: unknown[] } {
  const open = openSocket();
  const stream = createWebSocketStream(open.webSocket, options);
  return { ...open, stream, events: record(stream) };
}

function record(stream: Duplex): unknown[] {
  const events: unknown[] = [];
  for (const event of ["end", "finish", "close"]) stream.on(event, () => events.push(event));
  stream.on("error", (error) => events.push(error.message));
  return events;
}

const CLOSE_1000 = Buffer.from("03e8", "hex");

describe("writing", () => {
  it("sends each chunk as a message, and closes at the end", async () => {
    const { stream, socket, events, peerSends } = openStream();
    stream.write("a");
    stream.write(Buffer.from("b"));
    stream.end("c");
    stream.resume();
    await until(() => events.length > 0);
    expect(socket.written.toString("hex")).toBe("8201618201628201638800");
    expect(events).toEqual(["finish"]);
    peerSends(OPCODE.close);
    socket.receiveEnd();
    await until(() => events.includes("close"));
    expect(events).toEqual(["finish", "end", "close"]);
    expect(stream.destroyed).toBe(true);
  });

  it("sends text when strings are not decoded", async () => {
    const { stream, socket } = openStream({ decodeStrings: false });
    stream.write("a");
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe("810161");
  });

  it("waits for a slow peer", async () => {
    const { stream, socket } = openStream({ writableHighWaterMark: 10 });
    socket.isFull = true;
    const done = vi.fn();
    expect(stream.write(Buffer.alloc(2000), done)).toBe(false);
    stream.write("second");
    await endOfTurn();
    expect(done).not.toHaveBeenCalled();
    expect(socket.written.length).toBe(2004);
    socket.release();
    await until(() => socket.written.length > 2004);
    expect(done).toHaveBeenCalledTimes(1);
  });

  it("waits for the connection, with the end, too", async () => {
    for (const chunks of [["a", "b"], []]) {
      const webSocket = new WebSocket(null);
      const stream = createWebSocketStream(webSocket);
      for (const chunk of chunks) stream.write(chunk);
      stream.end();
      await endOfTurn();
      const { connection, socket } = createHarness();
      internals.open(webSocket, connection, new ConnectionEvents(webSocket));
      webSocket.emit("open");
      const expected = chunks.length === 0 ? "8800" : "8201618201628800";
      await until(() => socket.written.toString("hex") === expected);
    }
  });

  it("sends in one write what was written in the meantime", async () => {
    const { stream, socket } = openStream();
    for (const chunk of ["a", "b", "c"]) stream.write(chunk);
    await endOfTurn();
    expect(socket.writes.map((bytes) => bytes.toString("hex"))).toEqual(["820161", "820162820163"]);
  });

  it("fails when the WebSocket is closed, and destroys the stream", async () => {
    const { stream, socket, events } = openStream();
    stream.resume();
    socket.destroy();
    await until(() => events.includes("end"));
    expect(stream.destroyed).toBe(false);
    const done = vi.fn();
    stream.write("x", done);
    await until(() => events.includes("close"));
    const message = "WebSocket is not open: readyState 3 (CLOSED)";
    expect(done.mock.calls).toEqual([[expect.objectContaining({ message })]]);
    expect(events).toEqual(["end", message, "close"]);
  });
});

describe("ending", () => {
  it("is complete at once when the WebSocket is closed", async () => {
    const { stream, socket, events } = openStream();
    stream.resume();
    socket.destroy();
    await until(() => events.includes("end"));
    stream.end();
    await until(() => events.includes("close"));
    expect(events).toEqual(["end", "finish", "close"]);
  });

  it("waits for a closing handshake that the peer has begun", async () => {
    const { stream, socket, events, peerSends } = openStream();
    stream.resume();
    peerSends(OPCODE.close, CLOSE_1000);
    await endOfTurn();
    stream.end();
    await endOfTurn();
    expect(events).toEqual([]);
    expect(socket.written.toString("hex")).toBe("880203e8");
    socket.receiveEnd();
    await until(() => events.includes("close"));
    expect(new Set(events)).toEqual(new Set(["close", "end", "finish"]));
  });

  it("fails when the connection is lost before everything was sent", async () => {
    const { stream, webSocket, socket, events } = openStream();
    stream.resume();
    socket.isFull = true;
    webSocket.send(Buffer.alloc(20_000));
    stream.end();
    await endOfTurn();
    expect(events).toEqual([]);
    socket.destroy();
    await until(() => events.includes("close"));
    expect(events).toContain("The connection was closed before the message was sent");
    expect(events).not.toContain("finish");
  });

  it("happens to the reading side when the peer closes; the writing side stays", async () => {
    const { stream, socket, events, peerSends } = openStream();
    stream.resume();
    peerSends(OPCODE.close, CLOSE_1000);
    socket.receiveEnd();
    await until(() => events.includes("end"));
    await endOfTurn();
    expect(events).toEqual(["end"]);
    expect(stream.destroyed).toBe(false);
  });
});

describe("reading", () => {
  it("delivers messages as chunks", async () => {
    const { stream, peerSends } = openStream();
    const chunks: unknown[] = [];
    stream.on("data", (chunk) => chunks.push(chunk));
    peerSends(OPCODE.text, "t");
    peerSends(OPCODE.binary, "b");
    await endOfTurn();
    expect(chunks).toEqual([Buffer.from("t"), Buffer.from("b")]);
  });

  it("delivers text as strings in object mode, and all as strings with an encoding", async () => {
    const object = openStream({ readableObjectMode: true, objectMode: true });
    const encoded = openStream({ encoding: "utf8" });
    expect(object.stream.writableObjectMode).toBe(false);
    for (const { peerSends } of [object, encoded]) {
      peerSends(OPCODE.text, "t");
      peerSends(OPCODE.binary, "b");
    }
    const chunks: unknown[] = [];
    for (const { stream } of [object, encoded]) stream.on("data", (chunk) => chunks.push(chunk));
    await endOfTurn();
    expect(chunks).toEqual(["t", Buffer.from("b"), "t", "b"]);
  });

  it("stops the peer when nobody reads, and goes on later without a loss", async () => {
    const { stream, webSocket, peerSends } = openStream({ readableHighWaterMark: 10 });
    for (let index = 0; index < 10; index++) peerSends(OPCODE.binary, `0123456${index}`);
    await endOfTurn();
    expect(webSocket.isPaused).toBe(true);
    expect(stream.readableLength).toBe(16);
    let received = "";
    stream.on("data", (chunk: Buffer) => {
      received += chunk.toString();
    });
    await until(() => received.length === 80);
    expect(webSocket.isPaused).toBe(false);
    expect(received).toMatch(/^01234560.*01234569$/);
  });
});

describe("destroying", () => {
  it.each([
    ["without a reason", undefined, ["close"]],
    ["with an error", new Error("boom"), ["boom", "close"]],
  ])("%s terminates the WebSocket", async (_what, error, expected) => {
    const { stream, socket, emitted, events } = openStream();
    stream.destroy(error);
    await until(() => events.includes("close"));
    expect(events).toEqual(expected);
    expect(socket.destroyed).toBe(true);
    expect(emitted).toEqual([["close", 1006, "", 3]]);
  });

  it("happens when the peer breaks a rule, once the WebSocket is closed", async () => {
    const { stream, socket, events, peerSends } = openStream();
    peerSends(3);
    await endOfTurn();
    expect(stream.destroyed).toBe(true);
    expect(events).toEqual([]);
    expect(socket.written.toString("hex")).toBe("880203ea");
    socket.receiveEnd();
    await until(() => events.includes("close"));
    expect(events).toEqual(["Invalid WebSocket frame: invalid opcode 3", "close"]);
  });

  it("happens when the connection cannot be opened", async () => {
    const failed = createWebSocketStream(new WebSocket("ws://127.0.0.1:1"));
    const events = record(failed);
    await until(() => events.includes("close"));
    expect(events).toEqual([expect.stringContaining("ECONNREFUSED"), "close"]);
  });

  it("gives up an attempt to connect", async () => {
    const stream = createWebSocketStream(new WebSocket("ws://127.0.0.1:1"));
    const events = record(stream);
    stream.destroy();
    await until(() => events.includes("close"));
    expect(events).toEqual(["WebSocket was closed before the connection was established", "close"]);
  });

  it("needs no WebSocket that is still open", async () => {
    const { stream, socket, events } = openStream();
    socket.destroy();
    await endOfTurn();
    stream.destroy();
    await until(() => events.includes("close"));
    expect(events).toEqual(["close"]);
  });
});
