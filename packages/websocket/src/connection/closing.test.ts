import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { OPCODE } from "../codec/index.ts";
import { createHarness, endOfTurn } from "./testing/harness.ts";

const CLOSE_1000 = "880203e8";
const MASKED_CLOSE_1000 = "88820102030402ea";

describe("the closing handshake", () => {
  it("answers the peer's close frame with its code and reason, then a server ends the connection", async () => {
    const { socket, events, peerSends, connection } = createHarness();
    peerSends(OPCODE.close, Buffer.from("03e9627965", "hex"));
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe("880503e9627965");
    expect(socket.writableEnded).toBe(true);
    expect(connection.readyState).toBe(2);
    socket.receiveEnd();
    await endOfTurn();
    expect(events).toEqual([["close", 1001, "bye"]]);
    expect(connection.readyState).toBe(3);
    expect(connection.wasClean).toBe(true);
  });

  it("a client waits for the server to end the connection", async () => {
    const { socket, events, peerSends, clock } = createHarness({ isServer: false, closeTimeout: 500 });
    peerSends(OPCODE.close, Buffer.from("03e8", "hex"));
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe(MASKED_CLOSE_1000);
    expect(socket.writableEnded).toBe(false);
    clock.advance(500);
    await endOfTurn();
    expect(events).toEqual([["close", 1000, ""]]);
  });

  it("reports 1005 for a close frame without a code and answers with an empty one", async () => {
    const { socket, events, peerSends } = createHarness();
    peerSends(OPCODE.close);
    socket.receiveEnd();
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe("8800");
    expect(events).toEqual([["close", 1005, ""]]);
  });

  it("finishes when the peer answers our close frame", async () => {
    const { socket, events, peerSends, connection, clock } = createHarness();
    connection.close(1000);
    expect(connection.readyState).toBe(2);
    connection.close(1001, "too late");
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe(CLOSE_1000);
    expect(socket.writableEnded).toBe(false);
    peerSends(OPCODE.close, Buffer.from("03e8", "hex"));
    await endOfTurn();
    expect(socket.writableEnded).toBe(true);
    socket.receiveEnd();
    await endOfTurn();
    expect(events).toEqual([["close", 1000, ""]]);
    expect(clock.pending).toBe(0);
  });

  it("still delivers what the peer sent before its answer", async () => {
    const { events, peerSends, connection } = createHarness();
    connection.close(1000);
    peerSends(OPCODE.text, "late");
    await endOfTurn();
    expect(events).toEqual([["text", "late"]]);
  });

  it("destroys the socket when the peer never answers", async () => {
    const { socket, events, connection, clock } = createHarness({ closeTimeout: 700 });
    connection.close(1000, "bye");
    await endOfTurn();
    clock.advance(699);
    expect(socket.destroyed).toBe(false);
    clock.advance(1);
    expect(socket.destroyed).toBe(true);
    await endOfTurn();
    expect(events).toEqual([["close", 1006, ""]]);
    expect(connection.wasClean).toBe(false);
  });

  it("destroys the socket when the peer never ends its side", async () => {
    const { socket, events, peerSends, clock } = createHarness({ closeTimeout: 30_000 });
    peerSends(OPCODE.close, Buffer.from("0bb8", "hex"));
    await endOfTurn();
    clock.advance(2000);
    await endOfTurn();
    expect(socket.destroyed).toBe(true);
    expect(events).toEqual([["close", 3000, ""]]);
  });

  it("ignores what follows the peer's close frame, also in the same chunk", async () => {
    const { socket, events, clock } = createHarness();
    const close = Buffer.from("88820102030402ea", "hex");
    const text = Buffer.from("81810102030460", "hex");
    socket.receive(Buffer.concat([close, text]));
    await endOfTurn();
    socket.receive(text);
    await endOfTurn();
    clock.advance(2000);
    await endOfTurn();
    expect(events).toEqual([["close", 1000, ""]]);
  });

  it("sends the close frame behind everything sent before", async () => {
    const { socket, connection } = createHarness();
    connection.sendText("a");
    connection.close(1000);
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe(`810161${CLOSE_1000}`);
    expect(socket.writes).toHaveLength(1);
  });

  it("throws for a code or reason that no close frame can carry, and stays open", () => {
    const { connection } = createHarness();
    expect(() => connection.close(1006)).toThrow(TypeError);
    expect(() => connection.close(1000, "x".repeat(124))).toThrow(RangeError);
    expect(connection.readyState).toBe(1);
  });
});

describe("ends without a closing handshake", () => {
  it("reports 1006 when the peer just ends its side, and ends ours", async () => {
    const { socket, events, connection } = createHarness();
    connection.sendText("on its way");
    socket.receiveEnd();
    await endOfTurn();
    await endOfTurn();
    expect(socket.written.toString("latin1")).toContain("on its way");
    expect(socket.writableEnded).toBe(true);
    expect(events).toEqual([["close", 1006, ""]]);
  });

  it("reports a socket's error once, then 1006", async () => {
    const { socket, events } = createHarness();
    socket.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
    await endOfTurn();
    expect(events).toEqual([
      ["error", "ECONNRESET"],
      ["close", 1006, ""],
    ]);
    socket.emit("error", new Error("a late one"));
    expect(events).toHaveLength(2);
  });

  it("terminate sends what was queued and destroys the socket at once", async () => {
    const { socket, events, connection } = createHarness();
    connection.sendText("last words");
    connection.terminate();
    expect(socket.destroyed).toBe(true);
    expect(connection.readyState).toBe(2);
    await endOfTurn();
    expect(socket.written.toString("latin1")).toContain("last words");
    expect(events).toEqual([["close", 1006, ""]]);
    connection.terminate();
    connection.close();
    connection.pause();
    connection.resume();
    expect(connection.readyState).toBe(3);
  });

  it("tells the callbacks of messages that were not sent", async () => {
    const { socket, connection } = createHarness();
    socket.isFull = true;
    connection.sendText("x".repeat(2000));
    await endOfTurn();
    const results: unknown[] = [];
    connection.sendText("stuck", { done: (error) => results.push(error?.message) });
    const flushed = connection.flushed();
    connection.terminate();
    await expect(flushed).rejects.toThrow("closed before");
    expect(results).toEqual(["The connection was closed before the message was sent"]);
  });
});

describe("failing the connection", () => {
  it("sends the rule's close code, ends our side and destroys the socket after a while", async () => {
    const { socket, events, connection, clock } = createHarness();
    socket.receive("8101");
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe("880203ea");
    expect(socket.writableEnded).toBe(true);
    expect(events).toEqual([["error", "WS_ERR_EXPECTED_MASK"]]);
    expect(connection.readyState).toBe(2);
    socket.receive("81820102030460606060");
    await endOfTurn();
    clock.advance(2000);
    await endOfTurn();
    expect(events).toEqual([
      ["error", "WS_ERR_EXPECTED_MASK"],
      ["close", 1006, ""],
    ]);
  });

  it("sends no second close frame when it fails while closing", async () => {
    const { socket, events, connection } = createHarness();
    connection.close(1000);
    socket.receive("ff");
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe(CLOSE_1000);
    expect(socket.writableEnded).toBe(true);
    expect(events).toEqual([["error", "WS_ERR_UNEXPECTED_RSV_2_3"]]);
  });

  it("works with a peer that does not read", async () => {
    const { socket, events, connection, clock } = createHarness();
    socket.isFull = true;
    connection.sendText("x".repeat(2000));
    await endOfTurn();
    socket.receive("ff");
    await endOfTurn();
    expect(socket.writableEnded).toBe(false);
    clock.advance(2000);
    await endOfTurn();
    expect(events.at(-1)).toEqual(["close", 1006, ""]);
  });
});

describe("the handler", () => {
  it("may be replaced, and may miss methods", async () => {
    const { connection, peerSends, socket } = createHarness();
    connection.handler = {};
    peerSends(OPCODE.text, "a");
    peerSends(OPCODE.binary, "a");
    peerSends(OPCODE.ping, "a");
    peerSends(OPCODE.pong, "a");
    await endOfTurn();
    socket.receive("ff");
    socket.receiveEnd();
    await endOfTurn();
    expect(connection.readyState).toBe(3);
  });
});
