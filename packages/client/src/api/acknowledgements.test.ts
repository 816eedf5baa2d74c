import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Lab, pass, settle, useLab } from "./testing/lab.ts";

let lab: Lab;
beforeEach(() => void (lab = useLab()));
afterEach(() => void vi.useRealTimers().restoreAllMocks());

const note =
  (name: string) =>
  (...values: unknown[]): void =>
    lab.note(name, ...values);

describe("acknowledgements", () => {
  test("come once, in any order", async () => {
    const socket = await lab.connected();
    socket.emit("a", note("a"));
    socket.emit("b", 1, note("b"));
    await settle();
    lab.wire.say("31[2,3]", "30[]", "30[9]", "399[1]", "3[1]");
    expect(await lab.take()).toEqual(['1 < 20["a"]', '1 < 21["b",1]', "b 2 3", "a"]);
  });

  test("with a timeout have an error first", async () => {
    const socket = await lab.connected();
    socket.timeout(100).emit("a", note("a"));
    socket.timeout(100).emit("b", note("b"));
    await settle();
    lab.wire.say("30[5,6]");
    await pass(99);
    expect(await lab.take()).toEqual(['1 < 20["a"]', '1 < 21["b"]', "a null 5 6"]);
    await pass(1);
    lab.wire.say("31[1]");
    await pass(100);
    expect(await lab.take()).toEqual(["b Error(operation has timed out)"]);
  });

  test("ackTimeout is for all that say nothing else", async () => {
    const socket = await lab.connected({ ackTimeout: 200 });
    socket.emit("a", note("a"));
    socket.timeout(50).emit("b", note("b"));
    const answer = socket.emitWithAck("c");
    answer.catch(note("c"));
    lab.wire.say("30[1]");
    await pass(50);
    expect(await lab.take()).toContain("b Error(operation has timed out)");
    await pass(150);
    expect(await lab.take()).toEqual(["c Error(operation has timed out)"]);
  });

  test("as promises", async () => {
    const socket = await lab.connected();
    const answers = [
      socket.emitWithAck("a", 1),
      socket.timeout(50).emitWithAck("b"),
      socket.emitWithAck("c"),
    ];
    const settled = Promise.allSettled(answers);
    lab.wire.say("30[7,8]");
    await pass(50);
    socket.disconnect();
    expect(await settled).toEqual([
      { status: "fulfilled", value: 7 },
      { status: "rejected", reason: new Error("operation has timed out") },
      { status: "rejected", reason: new Error("socket has been disconnected") },
    ]);
  });

  test("of what was sent end with the connection, those of what was not stay", async () => {
    const socket = await lab.connected();
    socket.emit("a", note("a"));
    socket.timeout(500).emit("b", (error: Error) => {
      lab.note("b", error);
      // Emitted when there is no connection any more: for the next one.
      socket.emitWithAck("again").then(note("again"), note("never"));
    });
    await lab.take();
    lab.wire.drop();
    socket.emit("c", note("c"));
    socket.timeout(10).emit("d", note("d"));
    expect(await lab.take()).toEqual([
      'disconnect "transport close" {"description":"fake connection closed"}',
      "b Error(socket has been disconnected)",
    ]);
    await pass(10);
    expect(await lab.take()).toEqual(["d Error(operation has timed out)"]);
    await pass(1000);
    lab.wire.say('0{"sid":"B"}');
    await settle();
    lab.wire.say("30[0]", "31[1]", "32[2]", "33[3]", "34[4]");
    expect(await lab.take()).toEqual([
      "2 opens",
      "2 < 0",
      '2 < 22["again"]',
      "connect",
      '2 < 23["c"]',
      "c 3",
      "again 2",
    ]);
  });

  test("an answer that came before the end of the connection counts", async () => {
    const socket = await lab.connected();
    const answer = socket.emitWithAck("a");
    lab.wire.say('30["yes"]');
    lab.wire.drop();
    await expect(answer).resolves.toBe("yes");
  });

  test("nothing answers what has not been sent", async () => {
    const socket = lab.manager().socket("/");
    socket.emit("a", note("a"));
    await settle();
    lab.wire.say("30[1]", '0{"sid":"A"}');
    await settle();
    expect(await lab.take()).toEqual(["1 opens", "1 < 0", '1 < 20["a"]']);
    lab.wire.say("30[2]");
    expect(await lab.take()).toEqual(["a 2"]);
  });

  test("volatile ones time out, too", async () => {
    const socket = lab.manager({ autoConnect: false }).socket("/");
    socket.volatile.timeout(50).emit("a", note("a"));
    await pass(50);
    expect(await lab.take()).toEqual(["a Error(operation has timed out)"]);
  });
});

describe("retries", () => {
  const options = { retries: 2, ackTimeout: 100 };

  test("one event at a time, until it is answered or has been sent often enough", async () => {
    const socket = await lab.connected(options);
    socket.emit("a", 1, note("a"));
    socket.emit("b", note("b"));
    socket.emit("c");
    await settle();
    socket.volatile.emit("volatile");
    expect(await lab.take()).toEqual(['1 < 20["a",1]', '1 < 2["volatile"]']);
    lab.wire.say("30[9]");
    expect(await lab.take()).toEqual(["a null 9", '1 < 21["b"]']);
    await pass(200);
    expect(await lab.take()).toEqual(['1 < 22["b"]', '1 < 23["b"]']);
    // Too late.
    lab.wire.say("31[1]");
    await pass(100);
    expect(await lab.take()).toEqual(["b Error(operation has timed out)", '1 < 24["c"]']);
    lab.wire.say("34[]");
    await pass(1000);
    expect(await lab.take()).toEqual([]);
  });

  test("after a reconnection it is sent again, and nothing twice", async () => {
    const socket = await lab.connected(options);
    socket.emit("a", note("a"));
    await lab.take();
    lab.wire.drop();
    socket.emit("b", note("b"));
    expect(socket.sendBuffer).toEqual([]);
    await pass(1000);
    lab.wire.say('0{"sid":"B"}');
    await settle();
    lab.wire.say("31[1]");
    await settle();
    lab.wire.say("32[2]");
    expect(await lab.take()).toEqual([
      'disconnect "transport close" {"description":"fake connection closed"}',
      "2 opens",
      "2 < 0",
      '2 < 21["a"]',
      "connect",
      "a null 1",
      '2 < 22["b"]',
      "b null 2",
    ]);
  });

  test("a connection that has expired is not used, and nothing is sent twice by the next", async () => {
    const socket = await lab.connected(options);
    vi.setSystemTime(Date.now() + 2e9);
    socket.emit("a");
    await settle();
    await pass(1000);
    lab.wire.say('0{"sid":"B"}');
    expect((await lab.take()).filter((line) => line.includes('"a"'))).toEqual(['2 < 20["a"]']);
  });

  test("flags are kept", async () => {
    const socket = await lab.connected(options);
    socket.compress(false).timeout(30).emit("a", note("a"));
    socket.emit("b");
    await pass(30);
    await lab.take();
    await pass(60);
    expect(await lab.take()).toEqual([
      '1 < 22["a"] uncompressed',
      "a Error(operation has timed out)",
      '1 < 23["b"]',
    ]);
  });

  test("without a timeout the first value is taken for an error, as in the published client", async () => {
    const socket = await lab.connected({ retries: 1 });
    socket.emit("a", note("a"));
    socket.emit("b", note("b"));
    lab.wire.say("30[1]");
    await settle();
    lab.wire.say('31["error"]');
    await settle();
    lab.wire.say("32[null,5]");
    expect(await lab.take()).toEqual(['1 < 20["a"]', '1 < 21["a"]', 'a "error"', '1 < 22["b"]', "b null 5"]);
  });

  test("as promises", async () => {
    const socket = await lab.connected(options);
    const first = socket.emitWithAck("a");
    const second = socket.emitWithAck("b");
    second.catch(note("b"));
    lab.wire.say("30[1]");
    await expect(first).resolves.toBe(1);
    await pass(300);
    await expect(second).rejects.toThrow("operation has timed out");
  });

  test("an acknowledgement that throws, and what cannot be encoded, are not in the way of the rest", async () => {
    const socket = await lab.connected(options);
    expect(() => socket.emit("a", 1n)).toThrow(TypeError);
    socket.emit("b", (error: Error) => {
      throw error;
    });
    socket.emit("c");
    expect(await lab.take()).toEqual(['1 < 21["b"]']);
    await pass(200);
    await expect(pass(100)).rejects.toThrow("operation has timed out");
    expect(await lab.take()).toEqual(['1 < 22["b"]', '1 < 23["b"]', '1 < 24["c"]']);
  });
});
