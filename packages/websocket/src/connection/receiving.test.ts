import { Buffer } from "node:buffer";
import { deflateRawSync, constants, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { encodeFrame, FIN, OPCODE, RSV1 } from "../codec/index.ts";
import { prepareBinary, prepareText } from "./prepared-message.ts";
import { createHarness, endOfTurn, MASK, type Harness } from "./testing/harness.ts";
import { uncaughtIn } from "./testing/uncaught.ts";

describe("messages", () => {
  it("delivers text, binary, pings and pongs in order, and answers pings", async () => {
    const { peerSends, events, socket } = createHarness();
    peerSends(OPCODE.text, "grüße");
    peerSends(OPCODE.ping, "p1");
    peerSends(OPCODE.binary, "\x01");
    peerSends(OPCODE.pong, "p2");
    await endOfTurn();
    expect(events).toEqual([
      ["text", "grüße"],
      ["ping", "p1"],
      ["binary", "01"],
      ["pong", "p2"],
    ]);
    expect(socket.written.toString("hex")).toBe("8a027031");
  });

  it("reads what came with the handshake first", async () => {
    const head = encodeFrame(FIN | OPCODE.text, Buffer.from("first"), MASK);
    const { peerSends, events } = createHarness({ head });
    peerSends(OPCODE.text, "second");
    await endOfTurn();
    expect(events).toEqual([
      ["text", "first"],
      ["text", "second"],
    ]);
  });

  it("delivers text as bytes on demand", async () => {
    const { peerSends, events } = createHarness({ textAsBytes: true });
    peerSends(OPCODE.text, "a");
    peerSends(OPCODE.text, "grü", 0);
    peerSends(OPCODE.continuation, "ße");
    await endOfTurn();
    expect(events).toEqual([
      ["textBytes", "a"],
      ["textBytes", "grüße"],
    ]);
  });

  it("leaves pings alone without autoPong, and while closing", async () => {
    const silent = createHarness({ autoPong: false });
    silent.peerSends(OPCODE.ping, "p");
    const closing = createHarness();
    closing.connection.close();
    closing.peerSends(OPCODE.ping, "p");
    await endOfTurn();
    expect(silent.socket.written.length).toBe(0);
    expect(closing.socket.written.toString("hex")).toBe("8800");
    expect(closing.events).toEqual([["ping", "p"]]);
  });

  it("an exception in a callback reaches the process and loses nothing of the chunk", async () => {
    const fails = (): never => {
      throw new Error("in a handler");
    };
    const { events, socket } = createHarness({ handler: { onText: fails, onPing: fails, onPong: fails } });
    const frames = [OPCODE.text, OPCODE.ping, OPCODE.pong, OPCODE.binary].map((opcode) =>
      encodeFrame(FIN | opcode, Buffer.from("x"), MASK),
    );
    const thrown = await uncaughtIn(async () => {
      socket.receive(Buffer.concat(frames));
      await endOfTurn();
    });
    expect(thrown).toEqual(["in a handler", "in a handler", "in a handler"]);
    expect(events).toEqual([["binary", "78"]]);
  });

  it.each(["onBinary", "onTextBytes"] as const)("an exception in %s reaches the process", async (name) => {
    const handler = {
      [name]: () => {
        throw new Error("in a handler");
      },
    };
    const { peerSends, connection } = createHarness({ handler, textAsBytes: true });
    const thrown = await uncaughtIn(async () => {
      peerSends(name === "onBinary" ? OPCODE.binary : OPCODE.text, "x");
      await endOfTurn();
    });
    expect(thrown).toEqual(["in a handler"]);
    expect(connection.readyState).toBe(1);
  });
});

describe("a held start", () => {
  it("delivers nothing before the next turn, and nothing at all while paused", async () => {
    const head = encodeFrame(FIN | OPCODE.text, Buffer.from("first"), MASK);
    const { events, connection } = createHarness({ head, isHeld: true });
    expect(events).toEqual([]);
    connection.pause();
    await endOfTurn();
    expect(events).toEqual([]);
    connection.resume();
    await endOfTurn();
    expect(events).toEqual([["text", "first"]]);
  });

  it("begins by itself", async () => {
    const head = encodeFrame(FIN | OPCODE.text, Buffer.from("first"), MASK);
    const { events } = createHarness({ head, isHeld: true });
    await endOfTurn();
    expect(events).toEqual([["text", "first"]]);
  });
});

describe("pause and resume", () => {
  it("stops within a chunk and goes on with its rest", async () => {
    const harness: Harness = createHarness({
      handler: {
        onText: (text, connection) => {
          harness.events.push(["text", text]);
          if (text === "a") connection.pause();
        },
      },
    });
    const { socket, events, connection } = harness;
    const frames = ["a", "b", "c"].map((text) => encodeFrame(FIN | OPCODE.text, Buffer.from(text), MASK));
    socket.receive(Buffer.concat(frames));
    await endOfTurn();
    expect(events).toEqual([["text", "a"]]);
    expect(connection.isPaused).toBe(true);
    connection.resume();
    expect(connection.isPaused).toBe(false);
    expect(events).toEqual([
      ["text", "a"],
      ["text", "b"],
      ["text", "c"],
    ]);
  });

  it("delivers what was held back before the close is reported", async () => {
    const harness: Harness = createHarness({
      handler: { onText: (text, connection) => (harness.events.push(["text", text]), connection.pause()) },
    });
    const frames = ["a", "b", "c"].map((text) => encodeFrame(FIN | OPCODE.text, Buffer.from(text), MASK));
    harness.socket.receive(Buffer.concat(frames));
    await endOfTurn();
    harness.socket.destroy();
    await endOfTurn();
    expect(harness.events).toEqual([["text", "a"]]);
    harness.connection.resume();
    harness.connection.resume();
    harness.connection.resume();
    expect(harness.events).toEqual([
      ["text", "a"],
      ["text", "b"],
      ["text", "c"],
      ["close", 1006, ""],
    ]);
  });

  it("terminate drops what was held back, also when the socket is gone already", async () => {
    const harness: Harness = createHarness({
      handler: { onText: (text, connection) => (harness.events.push(["text", text]), connection.pause()) },
    });
    const frames = ["a", "b"].map((text) => encodeFrame(FIN | OPCODE.text, Buffer.from(text), MASK));
    harness.socket.receive(Buffer.concat(frames));
    await endOfTurn();
    harness.socket.destroy();
    await endOfTurn();
    harness.connection.terminate();
    harness.connection.resume();
    expect(harness.events).toEqual([
      ["text", "a"],
      ["close", 1006, ""],
    ]);
  });

  it("resume after the peer's close frame reads no more", async () => {
    const harness = createHarness();
    harness.connection.pause();
    harness.connection.resume();
    harness.peerSends(OPCODE.close);
    await endOfTurn();
    harness.connection.resume();
    harness.peerSends(OPCODE.text, "late");
    await endOfTurn();
    expect(harness.events).toEqual([]);
  });
});

describe("floods", () => {
  it("answers ten pings of one burst with ten pongs in order", async () => {
    const { peerSends, socket } = createHarness();
    for (let i = 0; i < 10; i++) peerSends(OPCODE.ping, String(i));
    await endOfTurn();
    const expected = Array.from({ length: 10 }, (_, i) => `8a013${i}`).join("");
    expect(socket.written.toString("hex")).toBe(expected);
  });

  it("keeps one pong, the newest, while the peer does not read", async () => {
    const { peerSends, socket, connection } = createHarness({ maxControlFramesPerSecond: Infinity });
    socket.isFull = true;
    connection.sendText("x".repeat(2000));
    await endOfTurn();
    for (let i = 0; i < 1000; i++) peerSends(OPCODE.ping, `ping ${i}`);
    await endOfTurn();
    expect(connection.bufferedAmount).toBe(2004 + 10);
    socket.release();
    await endOfTurn();
    expect(socket.written.subarray(2004).toString("latin1")).toBe("\x8a\x08ping 999");
  });

  it("sends the waiting pong ahead of a close frame", async () => {
    const { peerSends, socket, connection } = createHarness();
    socket.isFull = true;
    connection.sendText("x".repeat(2000));
    await endOfTurn();
    peerSends(OPCODE.ping, "p");
    await endOfTurn();
    connection.close(1000);
    socket.release();
    await endOfTurn();
    expect(socket.written.subarray(2004).toString("hex")).toBe("8a0170880203e8");
  });

  it.each([
    [99, false],
    [100, false],
    [101, true],
  ])("%i control frames in a second fail the connection: %s", async (count, fails) => {
    const { peerSends, events, socket } = createHarness();
    for (let i = 0; i < count; i++) peerSends(i % 2 === 0 ? OPCODE.ping : OPCODE.pong);
    await endOfTurn();
    expect(events.some(([, code]) => code === "WS_ERR_TOO_MANY_CONTROL_FRAMES")).toBe(fails);
    expect(socket.written.toString("hex").endsWith("880203f0")).toBe(fails);
  });

  it("a flood of pongs fails too", async () => {
    const { peerSends, events } = createHarness({ maxControlFramesPerSecond: 1 });
    peerSends(OPCODE.pong, "1");
    peerSends(OPCODE.pong, "2");
    await endOfTurn();
    expect(events).toEqual([
      ["pong", "1"],
      ["error", "WS_ERR_TOO_MANY_CONTROL_FRAMES"],
    ]);
  });

  it("counts control frames anew each second", async () => {
    const { peerSends, events, clock } = createHarness();
    for (let second = 0; second < 3; second++) {
      for (let i = 0; i < 100; i++) peerSends(OPCODE.pong);
      await endOfTurn();
      clock.advance(1000);
    }
    expect(events).toHaveLength(300);
  });
});

describe("permessage-deflate", () => {
  const deflate = (text: string): Buffer =>
    deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);

  function caughtUp(harness: Harness, count: number): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (harness.events.length >= count) resolve();
        else setImmediate(check);
      };
      check();
    });
  }

  it("inflates, in order with what is not compressed", async () => {
    const harness = createHarness({ deflate: true });
    harness.peerSends(OPCODE.text, deflate("hello hello"), FIN | RSV1);
    harness.peerSends(OPCODE.ping, "p");
    const compressed = deflate("grüße");
    harness.peerSends(OPCODE.binary, compressed.subarray(0, 3), RSV1);
    harness.peerSends(OPCODE.continuation, compressed.subarray(3));
    harness.peerSends(OPCODE.text, "plain");
    await caughtUp(harness, 4);
    expect(harness.events).toEqual([
      ["text", "hello hello"],
      ["ping", "p"],
      ["binary", Buffer.from("grüße").toString("hex")],
      ["text", "plain"],
    ]);
  });

  it("delivers a message that was being inflated when the socket closed", async () => {
    const harness = createHarness({ deflate: true });
    harness.peerSends(OPCODE.text, deflate("last words"), FIN | RSV1);
    await endOfTurn();
    harness.socket.destroy();
    await caughtUp(harness, 2);
    expect(harness.events).toEqual([
      ["text", "last words"],
      ["close", 1006, ""],
    ]);
  });

  it("ends when what was being inflated at the socket's close breaks a rule", async () => {
    const harness = createHarness({ deflate: true });
    harness.peerSends(OPCODE.text, Buffer.alloc(20, 0xff), FIN | RSV1);
    await new Promise((resolve) => process.nextTick(resolve));
    harness.socket.destroy();
    await caughtUp(harness, 2);
    expect(harness.events).toEqual([
      ["error", "WS_ERR_INVALID_COMPRESSED_DATA"],
      ["close", 1006, ""],
    ]);
    expect(harness.clock.pending).toBe(0);
  });

  it("ends with the code of a close frame that had to wait for the inflater when the socket closed", async () => {
    const harness = createHarness({ deflate: true });
    const text = encodeFrame(FIN | RSV1 | OPCODE.text, deflate("last words"), MASK);
    const close = encodeFrame(FIN | OPCODE.close, Buffer.from("0bb8", "hex"), MASK);
    harness.socket.receive(Buffer.concat([text, close]));
    await new Promise((resolve) => process.nextTick(resolve));
    harness.socket.destroy();
    await caughtUp(harness, 2);
    expect(harness.events).toEqual([
      ["text", "last words"],
      ["close", 3000, ""],
    ]);
    expect(harness.clock.pending).toBe(0);
  });

  it.each([
    ["bytes that are no deflate data", Buffer.alloc(20, 0xff), "WS_ERR_INVALID_COMPRESSED_DATA", "880203ef"],
    ["a bomb", deflate("x".repeat(200_000)), "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH", "880203f1"],
    ["text that is no UTF-8", deflateBytes(Buffer.of(0x61, 0xff)), "WS_ERR_INVALID_UTF8", "880203ef"],
  ])("fails for %s", async (_name, payload, code, answer) => {
    const harness = createHarness({ deflate: true, maxPayload: 100_000 });
    harness.peerSends(OPCODE.text, payload, FIN | RSV1);
    await caughtUp(harness, 1);
    await endOfTurn();
    expect(harness.events).toEqual([["error", code]]);
    expect(harness.socket.written.toString("hex")).toBe(answer);
  });

  it("fails for a ratio beyond the limit", async () => {
    const harness = createHarness({ deflate: { maxInflateRatio: 100 } });
    harness.peerSends(OPCODE.text, deflate("x".repeat(500_000)), FIN | RSV1);
    await caughtUp(harness, 1);
    expect(harness.events).toEqual([["error", "WS_ERR_INFLATE_RATIO"]]);
  });

  it("stops for good when it is terminated while inflating", async () => {
    const harness = createHarness({ deflate: true });
    harness.peerSends(OPCODE.text, deflate("never seen"), FIN | RSV1);
    await new Promise((resolve) => process.nextTick(resolve));
    harness.connection.terminate();
    await caughtUp(harness, 1);
    await endOfTurn();
    expect(harness.events).toEqual([["close", 1006, ""]]);
  });

  it("answers pings behind a message that is being compressed, and keeps one answer for a peer that does not read", async () => {
    const { connection, socket, peerSends } = createHarness({ deflate: true });
    connection.sendText("x".repeat(3000));
    peerSends(OPCODE.ping, "1");
    peerSends(OPCODE.ping, "2");
    await new Promise((resolve) => process.nextTick(resolve));
    expect(socket.written.length).toBe(0);
    await connection.flushed();
    expect(socket.written.subarray(-6).toString("hex")).toBe("8a01318a0132");
    const before = socket.written.length;
    socket.isFull = true;
    connection.sendText("y".repeat(2000), { compress: false });
    await endOfTurn();
    connection.sendText("z".repeat(3000));
    for (let i = 0; i < 9; i++) peerSends(OPCODE.ping, String(i));
    await endOfTurn();
    socket.release();
    await connection.flushed();
    const frames = socket.written.subarray(before + 2004).toString("latin1");
    expect(frames.match(/\x8a\x01./g)).toEqual(["\x8a\x018"]);
  });

  it("sends the close frame of a failure ahead of what waits for the compressor", async () => {
    const { connection, socket, events } = createHarness({ deflate: true });
    const results: unknown[] = [];
    connection.sendText("waits", { done: (error) => results.push((error as { code?: string }).code) });
    const flushed = connection.flushed();
    socket.receive("ff");
    await new Promise((resolve) => process.nextTick(resolve));
    expect(socket.written.toString("hex")).toBe("880203ea");
    await expect(flushed).rejects.toMatchObject({ code: "WS_ERR_UNEXPECTED_RSV_2_3" });
    expect(results).toEqual(["WS_ERR_UNEXPECTED_RSV_2_3"]);
    expect(events).toEqual([["error", "WS_ERR_UNEXPECTED_RSV_2_3"]]);
    await endOfTurn();
    expect(socket.written.length).toBe(4);
  });

  it("compresses what is large enough, and keeps the order", async () => {
    const { connection, socket } = createHarness({ deflate: { serverNoContextTakeover: true } });
    connection.sendText("x".repeat(2000));
    connection.sendText("small");
    connection.sendText("y".repeat(2000), { compress: false });
    await connection.flushed();
    const { written } = socket;
    const length = written[1]!;
    expect(written[0]).toBe(FIN | RSV1 | OPCODE.text);
    expect(inflate(written.subarray(2, 2 + length))).toBe("x".repeat(2000));
    expect(written.subarray(2 + length, 9 + length).toString("latin1")).toBe("\x81\x05small");
    expect(written.subarray(9 + length).toString("latin1")).toBe(`\x81\x7e\x07\xd0${"y".repeat(2000)}`);
  });

  it("keeps a context when both agreed to", async () => {
    const { connection, socket } = createHarness({ deflate: true });
    connection.sendText("the same words again");
    await connection.flushed();
    const first = socket.written.length;
    connection.sendText("the same words again");
    await connection.flushed();
    expect(socket.written.length - first).toBeLessThan(first / 2);
  });

  it("compresses a prepared message once for all, also between messages with a context", async () => {
    const text = "shared ".repeat(300);
    const harnesses = [
      createHarness({ deflate: true }),
      createHarness({ deflate: { serverNoContextTakeover: true } }),
    ];
    const message = prepareText(text);
    const messages: string[] = [];
    for (const { connection } of harnesses) {
      connection.sendText("own words, own words, own words");
      connection.sendPrepared(message);
      connection.sendText("own words, own words, own words");
      await connection.flushed();
    }
    for (const { socket } of harnesses) messages.push(...inflateAll(socket.written));
    const own = "own words, own words, own words";
    expect(messages).toEqual([own, text, own, own, text, own]);
  });

  it("goes both ways between a client and a server", async () => {
    const server = createHarness({ deflate: true });
    const client = createHarness({ isServer: false, deflate: true });
    client.connection.sendText("grüße ".repeat(400));
    server.connection.sendBinary(Buffer.alloc(3000, 1));
    client.connection.sendPrepared(prepareText("shared ".repeat(300)));
    await Promise.all([client.connection.flushed(), server.connection.flushed()]);
    server.socket.receive(client.socket.written);
    client.socket.receive(server.socket.written);
    await Promise.all([caughtUp(server, 2), caughtUp(client, 1)]);
    expect(server.events).toEqual([
      ["text", "grüße ".repeat(400)],
      ["text", "shared ".repeat(300)],
    ]);
    expect(client.events).toEqual([["binary", "01".repeat(3000)]]);
  });

  it("compresses bytes that were prepared, and sends them plain on demand", async () => {
    const { connection, socket } = createHarness({ deflate: { serverNoContextTakeover: true } });
    const message = prepareBinary(Buffer.alloc(2000, "ab"));
    connection.sendPrepared(message);
    connection.sendPrepared(message, { compress: false });
    await connection.flushed();
    expect(socket.written.length).toBeGreaterThan(2004);
    expect(socket.written.length).toBeLessThan(2100);
  });

  it("an exception of the application in a callback of a compressed message stays outside", async () => {
    const { connection, socket } = createHarness({ deflate: true });
    const thrown = await uncaughtIn(async () => {
      connection.sendText("x", {
        done: () => {
          throw new Error("in a callback");
        },
      });
      connection.sendText("y");
      await connection.flushed();
    });
    expect(thrown).toEqual(["in a callback"]);
    expect(inflateAll(socket.written)).toEqual(["x", "y"]);
  });

  it("compresses a Blob", async () => {
    const { connection, socket } = createHarness({ deflate: true });
    connection.sendBinary(new Blob(["blob ".repeat(500)]));
    await connection.flushed();
    expect(inflateAll(socket.written)).toEqual(["blob ".repeat(500)]);
  });

  it("tells the callbacks of messages that were in the lane when the connection ended", async () => {
    const { connection } = createHarness({ deflate: true });
    const results: unknown[] = [];
    connection.sendText("x".repeat(5000), { done: (error) => results.push(error?.message) });
    connection.sendText("y", { done: (error) => results.push(error?.message) });
    const flushed = connection.flushed();
    connection.terminate();
    await expect(flushed).rejects.toThrow("closed before");
    const message = "The connection was closed before the message was sent";
    expect(results).toEqual([message, message]);
  });

  function deflateBytes(bytes: Buffer): Buffer {
    return deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
  }

  function inflate(payload: Buffer): string {
    const tail = Buffer.from("0000ffff", "hex");
    return inflateRawSync(Buffer.concat([payload, tail]), { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  }

  /** Inflates frames the way a peer does that keeps its window over all messages. */
  function inflateAll(written: Buffer): string[] {
    const tail = Buffer.from("0000ffff", "hex");
    const lengths: number[] = [];
    let stream = Buffer.alloc(0);
    const texts: string[] = [];
    for (let at = 0; at < written.length;) {
      let length = written[at + 1]!;
      let header = 2;
      if (length === 126) {
        length = written.readUInt16BE(at + 2);
        header = 4;
      }
      const payload = written.subarray(at + header, at + header + length);
      at += header + length;
      if ((written[at - header - length]! & RSV1) === 0) {
        texts.push(payload.toString());
        lengths.push(0);
        continue;
      }
      stream = Buffer.concat([stream, payload, tail]);
      const plain = inflateRawSync(stream, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
      texts.push(plain.slice(lengths.reduce((sum, one) => sum + one, 0)));
      lengths.push(texts.at(-1)!.length);
    }
    return texts;
  }
});
