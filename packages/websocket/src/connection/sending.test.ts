import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { OPCODE } from "../codec/index.ts";
import { prepareBinary, prepareText } from "./prepared-message.ts";
import { createHarness, endOfTurn } from "./testing/harness.ts";
import { uncaughtIn } from "./testing/uncaught.ts";

describe("one write per connection per turn", () => {
  it("joins the messages of a turn, in order", async () => {
    const { connection, socket } = createHarness();
    connection.sendText("a");
    connection.sendBinary(Buffer.of(1));
    connection.ping("p");
    connection.pong(Buffer.of(2));
    expect(socket.writes).toEqual([]);
    await endOfTurn();
    expect(socket.writes.map((bytes) => bytes.toString("hex"))).toEqual(["8101618201018901708a0102"]);
  });

  it("hands a large payload over at once, in one vectored write and without a copy", () => {
    const { connection, socket } = createHarness();
    const payload = Buffer.alloc(20_000, 7);
    connection.sendText("before");
    connection.sendBinary(payload);
    expect(socket.writes).toHaveLength(1);
    expect(socket.written.length).toBe(8 + 4 + 20_000);
  });

  it("does not wait for the end of the turn once much is queued", () => {
    const { connection, socket } = createHarness();
    for (let i = 0; i < 40; i++) connection.sendText("x".repeat(500));
    expect(socket.writes.length).toBeGreaterThan(0);
  });

  it("joins what gathered behind a full socket, with large payloads in between", async () => {
    const { connection, socket } = createHarness();
    socket.isFull = true;
    connection.sendText("x".repeat(2000));
    await endOfTurn();
    connection.sendText("a");
    connection.sendBinary(Buffer.alloc(20_000));
    connection.sendText("b");
    connection.sendText("grüße");
    await endOfTurn();
    expect(socket.writes).toHaveLength(1);
    socket.release();
    await endOfTurn();
    expect(socket.writes).toHaveLength(2);
    const second = socket.writes[1]!;
    expect(second.subarray(0, 3).toString("hex")).toBe("810161");
    expect(second.subarray(-12).toString("hex")).toBe("8101628107" + Buffer.from("grüße").toString("hex"));
  });

  it("a long text is encoded once for all who are sent it, whatever else waits for them", async () => {
    const harnesses = [createHarness(), createHarness()];
    const payload = Buffer.alloc(1, 7);
    for (const { connection } of harnesses) {
      connection.sendText("ü".repeat(2_000));
      connection.sendText("short");
      connection.sendBinary(payload);
    }
    await endOfTurn();
    const written = Buffer.concat([
      Buffer.from("817e0fa0", "hex"),
      Buffer.from("ü".repeat(2_000)),
      Buffer.from("810573686f7274820107", "hex"),
    ]);
    for (const { socket } of harnesses) expect(socket.written.equals(written)).toBe(true);
  });

  it("the same frames to many connections are joined once", async () => {
    const server = [createHarness(), createHarness(), createHarness()];
    const client = createHarness({ isServer: false });
    const messages = [prepareText("grüße"), prepareBinary(new Uint16Array([1, 2]))];
    for (const { connection } of [...server, client]) {
      for (const message of messages) connection.sendPrepared(message);
    }
    server[2]!.connection.sendText("more");
    const other = createHarness();
    other.connection.sendPrepared(messages[1]!);
    other.connection.sendPrepared(messages[0]!);
    await endOfTurn();
    const plain = "81076772c3bcc39f65820401000200";
    expect(server[0]!.socket.written.toString("hex")).toBe(plain);
    expect(server[1]!.socket.written.toString("hex")).toBe(plain);
    expect(server[2]!.socket.written.toString("hex")).toBe(`${plain}81046d6f7265`);
    expect(other.socket.written.toString("hex")).toBe("82040100020081076772c3bcc39f65");
    expect(client.socket.written.toString("hex")).toBe("8187010203046670c0b8c29d6682840102030400020104");
  });
});

describe("the same text to many connections", () => {
  it("is encoded once, and not kept beyond the turn", async () => {
    const harnesses = [createHarness(), createHarness()];
    for (const text of ["one", "two"]) {
      for (const { connection } of harnesses) connection.sendText(text);
    }
    harnesses[0]!.connection.sendText("two", { fin: false });
    harnesses[0]!.connection.sendText("two");
    await endOfTurn();
    expect(harnesses[1]!.socket.written.toString("latin1")).toBe("\x81\x03one\x81\x03two");
    expect(harnesses[0]!.socket.written.toString("latin1")).toBe(
      "\x81\x03one\x81\x03two\x01\x03two\x80\x03two",
    );
    harnesses[0]!.connection.sendText("");
    await endOfTurn();
    expect(harnesses[0]!.socket.writes.at(-1)!.toString("latin1")).toBe("\x81\x00");
  });

  it("a long text is not kept", async () => {
    const { connection, socket } = createHarness();
    const text = "x".repeat(20_000);
    connection.sendText(text);
    connection.sendText(text);
    expect(socket.written.length).toBe(2 * 20_004);
  });
});

describe("what can be sent", () => {
  it.each([
    ["Buffer", Buffer.of(1, 2)],
    ["Uint16Array, a part of its buffer", new Uint16Array([9, 0x0201, 9]).subarray(1, 2)],
    ["DataView", new DataView(Uint8Array.of(1, 2).buffer)],
    ["ArrayBuffer", Uint8Array.of(1, 2).buffer],
    ["SharedArrayBuffer", sharedBytes()],
  ])("%s", async (_name, data) => {
    const { connection, socket } = createHarness();
    connection.sendBinary(data);
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe("82020102");
  });

  it("a Blob, and what was sent after it stays behind it", async () => {
    const { connection, socket } = createHarness();
    connection.sendBinary(new Blob(["blob"]));
    connection.sendText("a");
    connection.ping(new Blob(["p"]));
    connection.sendPrepared(prepareText("b"));
    connection.sendTextBytes(Buffer.from("c"));
    expect(connection.bufferedAmount).toBe(4 + 1 + 1 + 1 + 1);
    await connection.flushed();
    expect(socket.written.toString("hex")).toBe("8204626c6f62810161890170810162810163");
    expect(connection.bufferedAmount).toBe(0);
  });

  it("a Blob before the end of the connection is still sent", async () => {
    const { connection, socket, peerSends } = createHarness();
    connection.sendBinary(new Blob(["blob"]));
    connection.close(1000);
    peerSends(OPCODE.close, Buffer.from("03e8", "hex"));
    await new Promise((resolve) => socket.once("finish", resolve));
    expect(socket.written.toString("hex")).toBe("8204626c6f62880203e8");
  });

  it("a Blob that cannot be read is an error of its own callback", async () => {
    const { connection, socket } = createHarness();
    const broken = new Blob(["x"]);
    broken.arrayBuffer = () => Promise.reject(new Error("gone"));
    const result = new Promise((resolve) => connection.sendBinary(broken, { done: resolve }));
    connection.sendText("a");
    await expect(result).resolves.toMatchObject({ message: "gone" });
    await connection.flushed();
    expect(socket.written.toString("hex")).toBe("810161");
  });

  it("fragments, with a control frame in between", async () => {
    const { connection, socket } = createHarness();
    connection.sendText("a", { fin: false });
    connection.ping();
    connection.sendText("b", { fin: false });
    connection.sendPrepared(prepareText("c"));
    connection.sendText("d");
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe("010161890000016280016381 0164".replace(" ", ""));
  });

  it("throws for what is no data, and for a control frame that is too long", () => {
    const { connection } = createHarness();
    expect(() => connection.sendText(5 as never)).toThrow("sendBinary");
    expect(() => connection.sendBinary("text" as never)).toThrow(TypeError);
    expect(() => connection.ping("x".repeat(126))).toThrow(RangeError);
    expect(() => prepareText(5 as never)).toThrow(TypeError);
  });
});

describe("callbacks and backpressure", () => {
  it("calls back in order once the system has the bytes", async () => {
    const { connection, socket } = createHarness();
    const order: string[] = [];
    connection.sendText("a", { done: (error) => order.push(`a ${error ?? "sent"}`) });
    connection.sendText("b");
    connection.sendText("c", { done: (error) => order.push(`c ${error ?? "sent"}`) });
    await endOfTurn();
    expect(order).toEqual(["a sent", "c sent"]);
    socket.isFull = true;
    connection.sendText("d", { done: () => order.push("d") });
    await endOfTurn();
    expect(order).toHaveLength(2);
    socket.release();
    await endOfTurn();
    expect(order.at(-1)).toBe("d");
  });

  it("counts buffered bytes exactly, through queue and socket", async () => {
    const { connection, socket } = createHarness();
    socket.isFull = true;
    connection.sendText("x".repeat(2000));
    expect(connection.bufferedAmount).toBe(2004);
    await endOfTurn();
    expect(connection.bufferedAmount).toBe(2004);
    connection.sendText("abc");
    expect(connection.bufferedAmount).toBe(2009);
    expect(connection.isBlocked).toBe(true);
    socket.release();
    await endOfTurn();
    expect(connection.bufferedAmount).toBe(0);
    expect(connection.isBlocked).toBe(false);
  });

  it("knows whether less than a mark is buffered, in the queue, in the socket, and after it has gone by itself", async () => {
    const { connection, socket } = createHarness();
    const below = (): boolean[] => [5, 6, 506, 507].map((mark) => connection.isBufferedBelow(mark));
    connection.sendText("abc");
    expect(below()).toEqual([false, true, true, true]);
    await endOfTurn();
    expect(below()).toEqual([true, true, true, true]);
    socket.isFull = true;
    connection.sendText("x".repeat(497));
    await endOfTurn();
    connection.sendText("abc");
    expect(connection.bufferedAmount).toBe(506);
    expect(below()).toEqual([false, false, false, true]);
    socket.release();
    expect(connection.isBlocked).toBe(false);
    expect(below()).toEqual([false, true, true, true]);
  });

  it("signals drain once what waited has gone", async () => {
    const { connection, socket, events } = createHarness();
    socket.isFull = true;
    connection.sendText("x".repeat(2000));
    await endOfTurn();
    connection.sendText("abc");
    expect(events).toEqual([]);
    socket.release();
    await endOfTurn();
    await endOfTurn();
    expect(events).toEqual([["drain"]]);
  });

  it("flushed() resolves for an idle connection, and behind what is queued or held by the socket", async () => {
    const { connection, socket } = createHarness();
    await connection.flushed();
    connection.sendText("a");
    await connection.flushed();
    expect(socket.written.length).toBe(3);
    socket.isFull = true;
    connection.sendText("x".repeat(2000));
    await endOfTurn();
    let isFlushed = false;
    const flushed = connection.flushed().then(() => (isFlushed = true));
    await endOfTurn();
    expect(isFlushed).toBe(false);
    socket.release();
    await flushed;
  });

  it("flushed() resolves behind the end of our side, too", async () => {
    const { connection, peerSends, socket } = createHarness();
    socket.isFull = true;
    connection.sendText("x".repeat(2000));
    await endOfTurn();
    socket.release();
    peerSends(OPCODE.close);
    await endOfTurn();
    expect(socket.writableEnded).toBe(true);
    await connection.flushed();
  });

  it("flushed() rejects once the connection is closed", async () => {
    const { connection } = createHarness();
    connection.terminate();
    await endOfTurn();
    await expect(connection.flushed()).rejects.toThrow("closed");
  });

  it("refuses to send when not open, and says so later", async () => {
    const { connection } = createHarness();
    connection.close();
    const results: unknown[] = [];
    expect(connection.sendText("a", { done: (error) => results.push(error?.message) })).toBe(false);
    expect(connection.sendText("a")).toBe(false);
    expect(connection.sendTextBytes(Buffer.from("a"))).toBe(false);
    expect(connection.sendPrepared(prepareText("a"))).toBe(false);
    expect(connection.ping()).toBe(false);
    expect(results).toEqual([]);
    await endOfTurn();
    expect(results).toEqual(["WebSocket is not open: readyState 2 (CLOSING)"]);
  });

  it("an exception in one callback affects no other", async () => {
    const { connection } = createHarness();
    let isCalled = false;
    const thrown = await uncaughtIn(async () => {
      connection.sendText("a", {
        done: () => {
          throw new Error("in a callback");
        },
      });
      connection.sendText("b", { done: () => (isCalled = true) });
      await endOfTurn();
    });
    expect(thrown).toEqual(["in a callback"]);
    expect(isCalled).toBe(true);
  });
});

describe("the byte budget of a slow peer", () => {
  async function fill(limits: { maxBufferedBytes: number; onBufferFull?: "drop" | "close" }) {
    const harness = createHarness(limits);
    harness.socket.isFull = true;
    harness.connection.sendText("x".repeat(1996));
    await endOfTurn();
    expect(harness.connection.bufferedAmount).toBe(2000);
    return harness;
  }

  it("lets one message into an empty queue, whatever its size", () => {
    const { connection } = createHarness({ maxBufferedBytes: 10 });
    expect(connection.sendText("x".repeat(5000))).toBe(true);
  });

  it.each([
    [2009, false],
    [2010, true],
    [2011, true],
  ])("at most %i bytes: ten more are accepted: %s", async (maxBufferedBytes, isAccepted) => {
    const { connection } = await fill({ maxBufferedBytes, onBufferFull: "drop" });
    expect(connection.sendBinary(Buffer.alloc(10))).toBe(isAccepted);
    expect(connection.readyState).toBe(1);
  });

  it("drop: that message only, with an error for its callback", async () => {
    const { connection, socket, events } = await fill({ maxBufferedBytes: 2000, onBufferFull: "drop" });
    const dropped = new Promise((resolve) => connection.sendText("dropped", { done: resolve }));
    await expect(dropped).resolves.toMatchObject({ code: "WS_ERR_SLOW_CONSUMER" });
    socket.release();
    await endOfTurn();
    connection.sendText("again");
    await endOfTurn();
    expect(socket.written.toString("latin1")).toMatch(/^[^d]*again$/);
    expect(events).toEqual([["drain"]]);
  });

  it("close: cuts the peer off and frees what waited for it", async () => {
    const { connection, socket, events } = await fill({ maxBufferedBytes: 2000 });
    expect(connection.sendText("é".repeat(2000))).toBe(false);
    expect(socket.destroyed).toBe(true);
    await endOfTurn();
    expect(events).toEqual([
      ["error", "WS_ERR_SLOW_CONSUMER"],
      ["close", 1006, ""],
    ]);
  });

  it("is measured in bytes, not in characters", async () => {
    const { connection } = await fill({ maxBufferedBytes: 5000, onBufferFull: "drop" });
    expect(connection.sendText("é".repeat(1500))).toBe(true);
    expect(connection.sendText("é".repeat(1501))).toBe(false);
  });
});

function sharedBytes(): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(2);
  new Uint8Array(shared).set([1, 2]);
  return shared;
}
