import { describe, expect, it } from "vitest";
import { createServer, recorder, settle } from "./testing/server-bench.ts";

/** What cannot be decoded, and the code that says why. */
const undecodable: readonly (readonly [string, string | Buffer, string])[] = [
  ["text that is no packet", "abc", "SIO_UNKNOWN_PACKET_TYPE"],
  ["an unknown type", "7", "SIO_UNKNOWN_PACKET_TYPE"],
  ["an empty message", "", "SIO_UNKNOWN_PACKET_TYPE"],
  ["an event that is no list", "2{}", "SIO_INVALID_PAYLOAD"],
  ["an event that is no JSON", "2abc", "SIO_INVALID_PAYLOAD"],
  ["an event without a name", "2[]", "SIO_INVALID_PAYLOAD"],
  ["an event without a payload", "2", "SIO_INVALID_PAYLOAD"],
  ["an event whose name is an object", '2[{"toString":"x"}]', "SIO_INVALID_PAYLOAD"],
  ["the reserved name connect", '2["connect"]', "SIO_INVALID_PAYLOAD"],
  ["the reserved name disconnecting", '2["disconnecting"]', "SIO_INVALID_PAYLOAD"],
  ["an acknowledgement that is no list", "31{}", "SIO_INVALID_PAYLOAD"],
  ["a DISCONNECT with a payload", "1{}", "SIO_INVALID_PAYLOAD"],
  ["no number of attachments", "5", "SIO_ILLEGAL_ATTACHMENTS"],
  ["no attachments at all", '50-["a"]', "SIO_ILLEGAL_ATTACHMENTS"],
  ["too many attachments", '511-["a"]', "SIO_TOO_MANY_ATTACHMENTS"],
  ["an attachment that nobody has announced", Buffer.from([1]), "SIO_UNEXPECTED_BINARY"],
  ["a CONNECT with a list", "0/x,[]", "SIO_INVALID_PAYLOAD"],
  ["a CONNECT with a text", '0/x,"a"', "SIO_INVALID_PAYLOAD"],
  ["a CONNECT that is no JSON", "0/x,{", "SIO_INVALID_PAYLOAD"],
];

describe("what cannot be decoded", () => {
  it.each(undecodable)(
    "%s: the sockets hear an error, and then that it is over",
    async (_title, message, code) => {
      const { io, connect } = createServer();
      io.of("/a");
      const client = await connect();
      await client.join("/a");
      const seen: unknown[] = [];
      for (const name of ["/", "/a"]) {
        const socket = client.socket(name);
        socket.on("error", (error) => seen.push([name, "error", error instanceof Error, error]));
        socket.on("disconnect", (reason, description: unknown) => seen.push([name, reason, description]));
      }
      client.send(message);
      expect(client.isClosed).toBe(true);
      expect(seen).toMatchObject([
        ["/", "error", true, { code }],
        ["/a", "error", true, { code }],
        ["/", "forced close", { code }],
        ["/a", "forced close", { code }],
      ]);
    },
  );

  it.each(undecodable)("%s, before a namespace is joined: the session ends", (_title, message) => {
    const { open, reported } = createServer();
    const client = open();
    client.send(message);
    expect([client.isClosed, client.take(), reported]).toEqual([true, [], []]);
  });

  it("ends a session that cannot end at once when it does; nothing that comes meanwhile counts", async () => {
    const { connect } = createServer();
    const client = await connect();
    client.conn.closesAtOnce = false;
    const seen: unknown[] = [];
    const socket = client.socket();
    socket.on("error", ({ message }) => seen.push(message));
    socket.on("a", () => seen.push("a"));
    socket.on("disconnect", (reason) => seen.push(reason));
    client.send("2[]", "2{}", '2["a"]');
    expect([seen, socket.connected]).toEqual([["invalid payload"], true]);
    client.conn.end("forced close");
    expect(seen).toEqual(["invalid payload", "forced close"]);
  });

  it("is an error of the sockets when the engine reports one", async () => {
    const { connect } = createServer();
    const client = await connect();
    const seen: unknown[] = [];
    client.socket().on("error", (error) => seen.push(error));
    const error = new Error("of the engine");
    client.conn.emit("error", error);
    expect([seen, client.isClosed]).toEqual([[error], false]);
  });
});

/** What has no place in what has gone before. */
const violations: readonly (readonly [string, string])[] = [
  ["an event for a namespace that was not joined", '2/x,["a"]'],
  ["an acknowledgement for a namespace that was not joined", "3/x,1[]"],
  ["a DISCONNECT for a namespace that was not joined", "1/x,"],
  ["a second CONNECT for a namespace that was joined", "0"],
  ["a CONNECT_ERROR", '4{"message":"x"}'],
  ["a CONNECT_ERROR for a namespace that was not joined", '4/x,{"message":"x"}'],
  ["attachments for a namespace that was not joined", '51-/x,["a",{"_placeholder":true,"num":0}]'],
];

describe("what has no place", () => {
  it.each(
    violations.flatMap(([title, message]) => [
      [title, message, true, "forced close"] as const,
      [`${title}, where the session cannot end at once`, message, false, "forced server close"] as const,
    ]),
  )("%s", async (_title, message, closesAtOnce, expected) => {
    const { connect } = createServer();
    const client = await connect();
    client.conn.closesAtOnce = closesAtOnce;
    const seen: unknown[] = [];
    const socket = client.socket();
    socket.on("error", (error) => seen.push(error));
    socket.on("disconnect", (reason, description: unknown) => seen.push(reason, description));
    client.send(message);
    expect(seen).toMatchObject([expected, { code: "SIO_UNEXPECTED_PACKET" }]);
    client.conn.end("forced close");
    expect([seen.length, client.take(), client.isClosed]).toEqual([2, [], true]);
  });

  it.each(['2["a"]', "1", "31[]", '4{"message":"x"}', '51-["a",{"_placeholder":true,"num":0}]'])(
    "%s before any namespace was joined: the session ends",
    async (message) => {
      const { open } = createServer();
      const client = open();
      client.send(message);
      await settle();
      expect([client.isClosed, client.take()]).toEqual([true, []]);
    },
  );

  it("ends also a session that is on its way into a namespace: nobody hears of it", async () => {
    const { io, open } = createServer();
    let connections = 0;
    io.on("connection", () => connections++);
    const client = open();
    client.conn.closesAtOnce = false;
    client.send("0", '2["too early"]');
    await settle();
    expect([connections, client.take(), client.isClosed]).toEqual([0, [], true]);
  });

  const late = ['2["a"]', "31[]", '21["a",1]'];

  it("is what a client sent before it knew that it is not in a namespace any more: it is ignored", async () => {
    const { connect } = createServer();
    const client = await connect();
    const { calls, listener } = recorder();
    client.socket().on("a", listener);
    client.socket().disconnect();
    client.send(...late, '51-["a",{"_placeholder":true,"num":0}]', Buffer.from([1]));
    expect([client.isClosed, calls, client.take()]).toEqual([false, [], ["1"]]);
    await client.join();
    client.send('2["a"]');
    expect(client.socket().connected).toBe(true);
  });

  it("is also what comes for a namespace that was left long ago", async () => {
    const { io, connect } = createServer();
    const client = await connect();
    const names = Array.from({ length: 65 }, (_, index) => `/${index}`);
    for (const name of names) io.of(name);
    for (const name of names) await client.join(name);
    for (const name of names) client.socket(name).disconnect();
    client.send('2/1,["a"]', '2/64,["a"]');
    expect(client.isClosed).toBe(false);
    client.send('2/0,["a"]');
    expect(client.isClosed).toBe(true);
  });
});
