import { Buffer } from "node:buffer";
import { describe, expect, it, vi } from "vitest";
import { FIN, OPCODE } from "../codec/index.ts";
import { endOfTurn } from "../connection/testing/harness.ts";
import { uncaughtIn } from "../connection/testing/uncaught.ts";
import { until } from "./testing/until.ts";
import { openSocket, type OpenSocket } from "./testing/open-socket.ts";
import { WebSocket } from "./websocket.ts";

const CONNECTING = new Error("WebSocket is not open: readyState 0 (CONNECTING)");

const written = async ({ socket }: OpenSocket): Promise<string> => {
  await endOfTurn();
  return socket.written.toString("hex");
};

describe("the class", () => {
  it("has the constants of the interface, on itself and on every instance", () => {
    const states = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };
    expect({ ...WebSocket }).toMatchObject(states);
    expect(new WebSocket(null)).toMatchObject(states);
    expect(Object.getOwnPropertyDescriptor(WebSocket, "OPEN")).toEqual({
      value: 1,
      writable: false,
      enumerable: true,
      configurable: false,
    });
    expect(Object.keys(WebSocket.prototype)).toEqual(
      expect.arrayContaining(["readyState", "url", "binaryType"]),
    );
  });

  it("starts with nothing", () => {
    expect(new WebSocket(null)).toMatchObject({
      binaryType: "nodebuffer",
      bufferedAmount: 0,
      extensions: "",
      isPaused: false,
      onmessage: null,
      protocol: "",
      readyState: 0,
      url: undefined,
    });
  });
});

describe("send", () => {
  it.each([
    ["text", ["hé"], "810368c3a9"],
    ["an empty text", [""], "8100"],
    ["a number as text", [42], "81023432"],
    ["a Buffer", [Buffer.of(1, 2)], "82020102"],
    ["a view", [new Uint16Array([1, 2]).subarray(1)], "82020200"],
    ["an ArrayBuffer", [new ArrayBuffer(2)], "82020000"],
    ["an array", [[1, 2]], "82020102"],
    ["nothing", [undefined], "8200"],
    ["text as binary", ["t", { binary: true }], "820174"],
    ["bytes as text", [Buffer.from("b"), { binary: false }], "810162"],
    ["with null for options", ["x", null], "810178"],
    ["a first fragment", ["x", { fin: false }], "010178"],
    ["with a mask that is not for it to choose", ["x", { mask: true }], "810178"],
  ])("sends %s", async (_what, args, expected) => {
    const open = openSocket();
    (open.webSocket.send as (...all: unknown[]) => void)(...args);
    expect(await written(open)).toBe(expected);
  });

  it("sends a Blob", async () => {
    const open = openSocket();
    open.webSocket.send(new Blob(["blob"]));
    await until(() => open.socket.written.toString("hex") === "8204626c6f62");
  });

  it("compresses unless told not to", async () => {
    const open = openSocket({ deflate: { threshold: 0 } });
    open.webSocket.send("x", { compress: false });
    expect(await written(open)).toBe("810178");
    open.webSocket.send("x", { compress: true });
    await until(() => open.socket.written.toString("hex").startsWith("810178c1"));
  });

  it.each([
    ["as the second argument", (socket: WebSocket, cb: () => void) => socket.send("x", cb)],
    ["behind options", (socket: WebSocket, cb: () => void) => socket.send("x", {}, cb)],
    ["behind no options", (socket: WebSocket, cb: () => void) => socket.send("x", undefined as never, cb)],
  ])("calls back %s", async (_what, send) => {
    const open = openSocket();
    const done = vi.fn();
    send(open.webSocket, done);
    expect(done).not.toHaveBeenCalled();
    await endOfTurn();
    expect(done.mock.calls).toEqual([[undefined]]);
  });

  it("counts what waits, and throws for what cannot be sent", async () => {
    const { webSocket } = openSocket();
    webSocket.send("abc");
    expect(webSocket.bufferedAmount).toBe(5);
    await endOfTurn();
    expect(webSocket.bufferedAmount).toBe(0);
    expect(() => webSocket.send({} as never)).toThrow(TypeError);
  });
});

describe.each(["ping", "pong"] as const)("%s", (name) => {
  const first = name === "ping" ? "89" : "8a";

  it.each([
    ["nothing", [], "00"],
    ["text", ["x"], "0178"],
    ["a number", [5], "0135"],
    ["bytes", [Buffer.from("b"), false], "0162"],
    ["null", [null], "00"],
  ])("sends %s", async (_what, args, expected) => {
    const open = openSocket();
    open.webSocket[name](...(args as []));
    expect(await written(open)).toBe(first + expected);
  });

  it("calls back wherever the callback stands", async () => {
    const { webSocket } = openSocket();
    const done = vi.fn();
    webSocket[name](done);
    webSocket[name]("d", done as never);
    webSocket[name]("d", true, done);
    await endOfTurn();
    expect(done.mock.calls).toEqual([[undefined], [undefined], [undefined]]);
  });

  it("throws for too much and for what cannot be sent", () => {
    const { webSocket } = openSocket();
    expect(() => webSocket[name]("x".repeat(126))).toThrow(
      new RangeError("The data size must not be greater than 125 bytes"),
    );
    expect(() => webSocket[name]({})).toThrow(TypeError);
  });
});

describe("before and after", () => {
  it("sending throws while connecting", () => {
    const webSocket = new WebSocket(null);
    expect(() => webSocket.send("x")).toThrow(CONNECTING);
    expect(() => webSocket.send("x", () => undefined)).toThrow(CONNECTING);
    expect(() => webSocket.ping()).toThrow(CONNECTING);
    expect(() => webSocket.pong("x")).toThrow(CONNECTING);
  });

  it("sending too late tells the callback and counts as buffered", async () => {
    const open = openSocket();
    const errors: string[] = [];
    const done = (error?: Error): unknown => errors.push(error!.message);
    open.webSocket.close();
    open.webSocket.send("€", done);
    expect(errors).toEqual([]);
    open.socket.destroy();
    await endOfTurn();
    open.webSocket.send("€");
    open.webSocket.send(new Blob(["12345"]), done);
    open.webSocket.ping("1", done);
    expect(open.webSocket.bufferedAmount).toBe(12);
    expect(() => open.webSocket.send({} as never)).toThrow(TypeError);
    await endOfTurn();
    expect(errors).toEqual([
      "WebSocket is not open: readyState 2 (CLOSING)",
      "WebSocket is not open: readyState 3 (CLOSED)",
      "WebSocket is not open: readyState 3 (CLOSED)",
    ]);
  });

  it("pausing has no effect while connecting and when closed", async () => {
    const early = new WebSocket(null);
    early.pause();
    early.resume();
    expect(early.isPaused).toBe(false);
    const { webSocket, socket } = openSocket();
    socket.destroy();
    await endOfTurn();
    webSocket.pause();
    webSocket.resume();
    expect(webSocket.isPaused).toBe(false);
  });
});

describe("close", () => {
  it.each([
    ["nothing", [], "8800"],
    ["a code", [1000], "880203e8"],
    ["a code and a reason", [3000, "bye"], "88050bb8627965"],
    ["a reason in bytes", [1000, Buffer.from("b")], "880303e862"],
    ["only a reason, which cannot be sent", [undefined, "r"], "8800"],
  ])("takes %s", async (_what, args, expected) => {
    const open = openSocket();
    open.webSocket.close(...(args as []));
    expect(open.webSocket.readyState).toBe(2);
    open.webSocket.close(999);
    expect(await written(open)).toBe(expected);
  });

  it.each([[null], [5], [{}], [[1, 2]], [true]])(
    "refuses a reason that is neither text nor bytes: %j",
    (reason) => {
      const { webSocket } = openSocket();
      expect(() => {
        webSocket.close(1000, reason as never);
      }).toThrow(TypeError);
      expect(webSocket.readyState).toBe(1);
    },
  );

  it.each([[999], [1000.5], [1004], [1005], [1006], [1015], [5000], ["1000"], [null]])(
    "refuses the code %j",
    (code) => {
      const { webSocket } = openSocket();
      expect(() => webSocket.close(code as number)).toThrow(
        new TypeError("First argument must be a valid error code number"),
      );
      expect(() => webSocket.close(1000, "x".repeat(124))).toThrow(
        new RangeError("The message must not be greater than 123 bytes"),
      );
      expect(webSocket.readyState).toBe(1);
    },
  );

  it("waits for the peer, then is closed", async () => {
    const { webSocket, socket, emitted, peerSends } = openSocket();
    webSocket.close(1000);
    peerSends(OPCODE.text, "late");
    peerSends(OPCODE.close, Buffer.from("03e8627965", "hex"));
    socket.receiveEnd();
    await endOfTurn();
    expect(emitted).toEqual([
      ["message", "late", false, 2],
      ["close", 1000, "bye", 3],
    ]);
    webSocket.close();
    webSocket.terminate();
    expect(webSocket.readyState).toBe(3);
  });

  it("gives way to terminate", async () => {
    const { webSocket, emitted } = openSocket();
    webSocket.close();
    webSocket.terminate();
    await endOfTurn();
    expect(emitted).toEqual([["close", 1006, "", 3]]);
  });
});

describe("what comes in", () => {
  it("arrives as Buffers, text included", async () => {
    const { webSocket, emitted, peerSends } = openSocket();
    const types: unknown[] = [];
    webSocket.on("message", (data) => types.push(Buffer.isBuffer(data)));
    peerSends(OPCODE.text, "é");
    peerSends(OPCODE.binary, "b");
    peerSends(OPCODE.ping, "1");
    peerSends(OPCODE.pong, "2");
    await endOfTurn();
    expect(emitted).toEqual([
      ["message", "é", false, 1],
      ["message", "b", true, 1],
      ["ping", "1", 1],
      ["pong", "2", 1],
    ]);
    expect(types).toEqual([true, true]);
  });

  it("arrives in the form of binaryType, except for text", async () => {
    const { webSocket, emitted, peerSends } = openSocket();
    webSocket.binaryType = "fragments";
    webSocket.binaryType = "foo" as "fragments";
    expect(webSocket.binaryType).toBe("fragments");
    peerSends(OPCODE.binary, "b");
    peerSends(OPCODE.text, "t");
    await endOfTurn();
    expect(emitted).toEqual([
      ["message", [Buffer.from("b")], true, 1],
      ["message", "t", false, 1],
    ]);
  });

  it("waits while paused", async () => {
    const { webSocket, emitted, peerSends } = openSocket();
    webSocket.pause();
    expect(webSocket.isPaused).toBe(true);
    peerSends(OPCODE.text, "x");
    await endOfTurn();
    expect(emitted).toEqual([]);
    webSocket.resume();
    expect(webSocket.isPaused).toBe(false);
    await endOfTurn();
    expect(emitted).toHaveLength(1);
  });

  it("is not lost when a listener throws", async () => {
    const { webSocket, emitted, peerSends } = openSocket();
    webSocket.once("message", () => {
      throw new Error("of the listener");
    });
    const uncaught = await uncaughtIn(async () => {
      peerSends(OPCODE.text, "1");
      peerSends(OPCODE.text, "2");
      await endOfTurn();
    });
    expect(uncaught).toEqual(["of the listener"]);
    expect(emitted.map(([, data]) => data)).toEqual(["1", "2"]);
  });
});

describe("what a peer does wrong", () => {
  it("is an error event, then a close event", async () => {
    const { webSocket, emitted, peerSends } = openSocket();
    webSocket.on("error", (error) => emitted.push([(error as { code?: string }).code, webSocket.readyState]));
    peerSends(3);
    await endOfTurn();
    webSocket.terminate();
    await endOfTurn();
    expect(emitted).toEqual([
      ["WS_ERR_INVALID_OPCODE", 2],
      ["close", 1006, "", 3],
    ]);
  });

  it("does not end the process when nobody listens", async () => {
    const { socket, emitted, peerSends } = openSocket();
    peerSends(3);
    await endOfTurn();
    expect(socket.written.toString("hex")).toBe("880203ea");
    socket.destroy();
    await endOfTurn();
    expect(emitted).toEqual([["close", 1006, "", 3]]);
  });

  it("is no error event when only the socket failed", async () => {
    const { webSocket, socket, emitted } = openSocket();
    webSocket.on("error", () => expect.unreachable());
    socket.destroy(new Error("ECONNRESET"));
    await endOfTurn();
    expect(emitted).toEqual([["close", 1006, "", 3]]);
  });

  it("is reported as zlib does when it concerns compressed data", async () => {
    const { webSocket, peerSends } = openSocket({ deflate: true });
    const error = new Promise((resolve) => webSocket.on("error", resolve));
    peerSends(OPCODE.text, Buffer.from("ffffffff", "hex"), FIN | 0x40);
    expect(await error).toMatchObject({ code: "Z_DATA_ERROR" });
    webSocket.terminate();
    await endOfTurn();
  });
});

describe("allowSynchronousEvents: false", () => {
  it("emits one event per turn, behind what the listeners put off", async () => {
    const { webSocket, peerSends } = openSocket({ isSpaced: true });
    const order: string[] = [];
    const note = (name: string): void => {
      order.push(name);
      process.nextTick(() => order.push(`tick ${name}`));
      setImmediate(() => order.push(`immediate ${name}`));
    };
    webSocket.on("message", (data, isBinary) => note(isBinary ? "binary" : String(data)));
    webSocket.on("ping", () => note("ping"));
    webSocket.on("pong", () => note("pong"));
    peerSends(OPCODE.text, "text");
    peerSends(OPCODE.binary, "b");
    peerSends(OPCODE.ping);
    peerSends(OPCODE.pong);
    await until(() => order.length === 12);
    expect(order).toEqual(
      ["text", "binary", "ping", "pong"].flatMap((name) => [name, `tick ${name}`, `immediate ${name}`]),
    );
  });

  it("respects a pause", async () => {
    const { webSocket, emitted, peerSends } = openSocket({ isSpaced: true });
    webSocket.once("message", () => webSocket.pause());
    peerSends(OPCODE.text, "1");
    peerSends(OPCODE.text, "2");
    await endOfTurn();
    expect(emitted).toHaveLength(1);
    webSocket.resume();
    await endOfTurn();
    expect(emitted).toHaveLength(2);
  });
});
