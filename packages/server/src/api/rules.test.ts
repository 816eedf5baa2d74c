import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServerOptions } from "./options.ts";
import { createServer, recorder, settle, type TestClient } from "./testing/server-bench.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** The code that a client is closed with, if it is. */
function watchEnd(client: TestClient): () => string | undefined {
  const seen: (string | undefined)[] = [];
  client
    .socket()
    .on("disconnect", (_reason, description?: { code?: string }) => seen.push(description?.code));
  return () => seen[0];
}

const hole = '{"_placeholder":true,"num":0}';

interface Rule {
  readonly title: string;
  /** What makes it stricter than it is by default. */
  readonly option: Partial<ServerOptions>;
  readonly messages: readonly (string | Buffer)[];
  readonly code: string;
}

describe("what clients may do by default, and not where it is forbidden", () => {
  const rules: readonly Rule[] = [
    {
      title: "zeros before the number of an acknowledgement",
      option: { allowLeadingZeros: false },
      messages: ['201["a"]'],
      code: "SIO_INVALID_ACK_ID",
    },
    {
      title: "zeros before the number of attachments",
      option: { allowLeadingZeros: false },
      messages: [`501-["a",${hole}]`, Buffer.of(1)],
      code: "SIO_ILLEGAL_ATTACHMENTS",
    },
    {
      title: "an attachment that nothing names",
      option: { allowUnusedAttachments: false },
      messages: ['51-["a"]', Buffer.of(1)],
      code: "SIO_ILLEGAL_PLACEHOLDER",
    },
    {
      title: "the event error",
      option: { allowErrorEvent: false },
      messages: ['2["error"]'],
      code: "SIO_INVALID_PAYLOAD",
    },
    {
      title: "the event error, with an attachment",
      option: { allowErrorEvent: false },
      messages: [`51-["error",${hole}]`, Buffer.of(1)],
      code: "SIO_INVALID_PAYLOAD",
    },
    {
      title: "answers that nobody waits for",
      option: { maxUnknownAcks: 3, maxUnknownAcksPerSecond: 4 },
      messages: ["30[]", "30[]", "30[]", "30[]"],
      code: "SIO_TOO_MANY_UNKNOWN_ACKS",
    },
    {
      title: "a long request for a namespace",
      option: { maxConnectBytes: 20 },
      messages: ['0/a,{"token":"123456"}'],
      code: "SIO_CONNECT_TOO_LARGE",
    },
  ];

  it.each(rules)("$title", async ({ option, messages, code }) => {
    const free = await createServer().connect();
    free.send(...messages);
    expect(free.isClosed).toBe(false);
    const client = await createServer(option).connect();
    const end = watchEnd(client);
    client.send(...messages);
    expect(end()).toBe(code);
  });

  it("strict forbids each of them, and a single option allows it", async () => {
    for (const { option, messages, code } of rules.slice(0, 5)) {
      const strict = await createServer({ hardening: "strict" }).connect();
      const end = watchEnd(strict);
      strict.send(...messages);
      expect(end()).toBe(code);
      const allowed = Object.fromEntries(Object.keys(option).map((name) => [name, true]));
      const client = await createServer({ hardening: "strict", ...allowed }).connect();
      client.send(...messages);
      expect(client.isClosed).toBe(false);
    }
  });

  it("answers that nobody waits for are counted in all, however slowly they come", async () => {
    const client = await createServer({ maxUnknownAcks: 3 }).connect();
    for (let second = 0; second < 3; second++) {
      client.send("30[]");
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(client.isClosed).toBe(false);
    client.send("30[]");
    expect(client.isClosed).toBe(true);
  });

  it("the event error is forbidden with a parser of the application, too", async () => {
    const { SilentParser, decode } = createParser();
    const client = createServer({ allowErrorEvent: false, parser: SilentParser }).open();
    decode({ type: 0, nsp: "/" });
    await settle();
    decode({ type: 2, nsp: "/", data: ["error"] });
    expect(client.isClosed).toBe(true);
  });
});

/** A parser that decodes what the test says. */
function createParser() {
  let listener: (packet: object) => void = () => undefined;
  class Encoder {
    encode(): unknown[] {
      return [];
    }
  }
  class Decoder {
    on(_event: string, given: typeof listener): void {
      listener = given;
    }
    add(): void {}
    destroy(): void {}
  }
  return { SilentParser: { Encoder, Decoder }, decode: (packet: object) => listener(packet) };
}

describe("attachmentTimeoutPer", () => {
  const header = '52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';

  it("packet: all attachments together may take so long", async () => {
    const client = await createServer({ attachmentTimeout: 1_000, attachmentTimeoutPer: "packet" }).connect();
    const end = watchEnd(client);
    for (let packet = 0; packet < 2; packet++) {
      client.send(header);
      await vi.advanceTimersByTimeAsync(500);
      client.send(Buffer.of(1));
      await vi.advanceTimersByTimeAsync(499);
      expect(end()).toBeUndefined();
      if (packet === 0) client.send(Buffer.of(2));
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(end()).toBe("SIO_ATTACHMENT_TIMEOUT");
  });

  it("is of 10 s with strict", async () => {
    const client = await createServer({ hardening: "strict" }).connect();
    const end = watchEnd(client);
    client.send(header);
    await vi.advanceTimersByTimeAsync(9_000);
    client.send(Buffer.of(1));
    await vi.advanceTimersByTimeAsync(999);
    expect(end()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(end()).toBe("SIO_ATTACHMENT_TIMEOUT");
  });
});

describe("nullPrototypes", () => {
  const request = { headers: {}, url: "/", _query: { toString: "x" } };

  it.each([
    [false, Object.prototype],
    [true, null],
  ])("%s: what objects of a client inherit", async (nullPrototypes, prototype) => {
    const { connect } = createServer({ nullPrototypes });
    const client = await connect({ request, auth: { deep: [{}] } });
    const { auth, query } = client.socket().handshake as unknown as {
      auth: { deep: [object] };
      query: object;
    };
    const { calls, listener } = recorder();
    client.socket().on("a", listener);
    client.send('2["a",{"b":{}}]', `51-["a",{"b":${hole}}]`, Buffer.of(1));
    const [[event], [binary]] = calls as [[{ b: object }], [{ b: object }]];
    const objects = [auth, auth.deep[0], query, event, event.b, binary];
    expect(objects.map((object) => Object.getPrototypeOf(object) as unknown)).toEqual(
      objects.map(() => prototype),
    );
    expect({ ...query }).toEqual({ toString: "x" });
    expect([{ ...event }, binary.b]).toEqual([{ b: {} }, Buffer.of(1)]);
    expect(Object.getPrototypeOf(request._query)).toBe(Object.prototype);
  });

  it("a client that brings nothing has brought nothing, and what it sends can be sent on", async () => {
    const client = await createServer({ nullPrototypes: true }).connect();
    expect(Object.getPrototypeOf(client.socket().handshake.auth)).toBeNull();
    client.socket().on("a", (...args: unknown[]) => client.socket().emit("b", ...args));
    client.send('2["a",{"__proto__":{"c":1},"toJSON":2}]', `51-["a",{"d":${hole}}]`, Buffer.of(1));
    expect(client.take()).toEqual([
      '2["b",{"__proto__":{"c":1},"toJSON":2}]',
      `51-["b",{"d":${hole}}]`,
      "<01>",
    ]);
  });
});

describe('whenAcksAreFull: "throw"', () => {
  const full = /has 2 acknowledgements to give already: .* raise "maxPendingAcks"/;
  const options = { maxPendingAcks: 2, whenAcksAreFull: "throw" } as const;

  it("the caller hears of it; nothing is sent, and those that wait go on waiting", async () => {
    const { connect, io } = createServer(options);
    const client = await connect();
    const socket = client.socket();
    const { calls, listener } = recorder();
    socket.emit("a", listener);
    socket.timeout(1_000).emit("b", listener);
    expect(() => socket.emit("c", listener)).toThrow(full);
    expect(() => socket.timeout(10).emit("c", listener)).toThrow(full);
    await expect(socket.emitWithAck("c")).rejects.toThrow(full);
    await expect(socket.timeout(10).emitWithAck("c")).rejects.toThrow(full);
    expect(client.take()).toEqual(['20["a"]', '21["b"]']);
    expect(io.refusals.get("maxPendingAcks")).toBe(4);
    // Nothing of it is left for the next event, which wants no answer.
    socket.emit("d");
    client.send("30[1]");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls).toEqual([[1], [new Error("operation has timed out")]]);
    socket.emit("e", listener);
    socket.emit("f", listener);
    expect(client.take()).toEqual(['2["d"]', '22["e"]', '23["f"]']);
  });

  it("a broadcast is sent to all; it does not wait for one that owes too much", async () => {
    const { connect, io } = createServer(options);
    const [busy, idle] = [await connect(), await connect()];
    const { calls, listener } = recorder();
    for (let i = 0; i < 2; i++) busy.socket().emit("a", listener);
    busy.take();
    io.timeout(1_000).emit("news", listener);
    await settle();
    expect([busy.take(), idle.take()]).toEqual([['22["news"]'], ['22["news"]']]);
    for (const client of [busy, idle]) client.send('32["here"]');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls).toEqual([[new Error("operation has timed out"), ["here"]]]);
    for (const id of [0, 1]) busy.send(`3${id}["late"]`);
    expect(calls.slice(1)).toEqual([["late"], ["late"]]);
    expect(busy.isClosed).toBe(false);
  });

  it("an event takes the place of the oldest broadcast that is waited for", async () => {
    const { connect, io } = createServer(options);
    const client = await connect();
    const { calls, listener } = recorder();
    for (let i = 0; i < 2; i++) io.timeout(1_000).emit("news", listener);
    client.socket().emit("a", listener);
    await settle();
    for (const id of [0, 1, 2]) client.send(`3${id}[${id}]`);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls).toEqual([[null, [1]], [2], [new Error("operation has timed out"), []]]);
  });
});
