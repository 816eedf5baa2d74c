import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Socket } from "./socket.ts";
import { type Lab, pass, settle, useLab } from "./testing/lab.ts";

let lab: Lab;
beforeEach(() => void (lab = useLab()));
afterEach(() => void vi.useRealTimers().restoreAllMocks());

const gone = '{"description":"fake connection closed"}';
const incompatible =
  "connect_error Error(It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client, but they are not compatible (more information here: https://socket.io/docs/v3/migrating-from-2-x-to-3-0/))";

describe("connecting", () => {
  test("first what was received, then what was to be sent, then it is told", async () => {
    const socket = lab.watch(lab.manager().socket("/"));
    expect([socket.id, socket.connected, socket.disconnected, socket.recovered, socket.active]).toEqual([
      undefined,
      false,
      true,
      false,
      true,
    ]);
    expect(socket.emit("first", 1)).toBe(socket);
    await settle();
    lab.wire.say('2["early"]');
    await settle();
    expect([socket.receiveBuffer, socket.sendBuffer]).toEqual([
      [["early"]],
      [{ type: 2, data: ["first", 1], options: { compress: true } }],
    ]);
    socket.onAnyOutgoing((event) => lab.note(`${event} is sent`, socket.id));
    socket.on("early", () => socket.emit("reply"));
    socket.on("connect", () => lab.note("now", socket.id, socket.sendBuffer, socket.receiveBuffer));
    lab.wire.say('0{"sid":"A"}', '2["late"]');
    expect(await lab.take()).toEqual([
      "1 opens",
      "1 < 0",
      'event "early"',
      'reply is sent "A"',
      '1 < 2["reply"]',
      'first is sent "A"',
      "connect",
      'now "A" [] []',
      'event "late"',
      '1 < 2["first",1]',
    ]);
    expect([socket.connected, socket.disconnected]).toEqual([true, false]);
  });

  test("asks once, however often it is told to", async () => {
    const manager = lab.manager({ autoConnect: false });
    const socket = manager.socket("/");
    expect([socket.active, manager.socket("/"), manager._readyState]).toEqual([false, socket, "closed"]);
    expect(socket.connect().open()).toBe(socket);
    await settle();
    socket.connect();
    expect(await lab.take()).toEqual(["1 opens", "1 < 0"]);
  });

  test("does not disturb the waiting of its Manager", async () => {
    const socket = await lab.connected();
    lab.wire.drop();
    socket.connect();
    await settle();
    expect(lab.transports).toHaveLength(1);
  });

  test("a socket of one's own", () => {
    const manager = lab.manager({ autoConnect: false });
    const socket = new Socket(manager, "/x", { auth: { a: 1 } });
    expect([manager.nsps["/x"], socket.nsp, socket.io, socket.auth]).toEqual([
      undefined,
      "/x",
      manager,
      { a: 1 },
    ]);
  });

  test.each([
    ['4{"message":"no","data":{"a":1}}', "connect_error Error(no)", { a: 1 }],
    ['4"text"', "connect_error Error()", undefined],
    ['4{"message":{"toString":1}}', "connect_error Error()", undefined],
    ["4{}", "connect_error Error()", undefined],
  ])("the server refuses: %s", async (message, expected, data) => {
    const socket = lab.watch(lab.manager().socket("/"));
    const errors: object[] = [];
    socket.on("connect_error", (error) => errors.push(error));
    await lab.take();
    lab.wire.say(message);
    expect(await lab.take()).toEqual(["1 closes", expected]);
    expect(errors).toMatchObject([{ data }]);
    expect([socket.active, socket.io._readyState]).toEqual([false, "closed"]);
    await pass(60_000);
    expect(lab.transports).toHaveLength(1);
    socket.auth = { token: 2 };
    socket.connect();
    expect(await lab.take()).toEqual(["2 opens", '2 < 0{"token":2}']);
  });

  test.each(["0", "0{}", '0{"sid":""}', '0{"sid":5}', '0{"sid":null}'])(
    "a server of another time: %s",
    async (message) => {
      const socket = lab.watch(lab.manager().socket("/"));
      await lab.take();
      lab.wire.say(message);
      expect(await lab.take()).toEqual([incompatible]);
      expect([socket.active, socket.connected]).toEqual([true, false]);
    },
  );

  test("nothing is connected by a connection that has ended at once", async () => {
    const socket = lab.watch(lab.manager().socket("/"));
    await lab.take();
    lab.wire.say('0{"sid":"A"}');
    lab.wire.drop();
    expect(await lab.take()).toEqual(["connect", `disconnect "transport close" ${gone}`]);
    expect([socket.connected, socket.id]).toEqual([false, undefined]);
  });
});

describe("authentication", () => {
  test.each([
    [undefined, ""],
    [null, ""],
    [{}, "{}"],
    [{ a: 1 }, '{"a":1}'],
    [(send: (data: object) => void) => send({ b: 1 }), '{"b":1}'],
    [(send: () => void) => send(), ""],
  ])("%j", async (auth, expected) => {
    lab.manager().socket("/", { auth: auth as never });
    expect(await lab.take()).toEqual(["1 opens", `1 < 0${expected}`]);
  });

  test("is asked each time, and answers when it likes, once", async () => {
    const answers: ((data: object) => void)[] = [];
    const socket = lab.manager().socket("/", { auth: (answer) => void answers.push(answer) });
    await settle();
    lab.wire.drop();
    await pass(1000);
    answers[0]!({ old: 1 });
    answers[1]!({ new: 1 });
    answers[1]!({ new: 2 });
    expect(await lab.take()).toEqual(["1 opens", "2 opens", '2 < 0{"new":1}']);
    socket.disconnect().connect();
    await settle();
    socket.disconnect();
    answers[2]!({ late: 1 });
    expect((await lab.take()).filter((line) => line.includes("<"))).toEqual([]);
  });
});

describe("disconnecting", () => {
  test.each([
    ["the connection breaks", () => lab.wire.drop(), `"transport close" ${gone}`, true],
    ["the transport fails", () => lab.wire.fail(), '"transport error" TransportError(fake error)', true],
    ["the server disconnects", () => lab.wire.say("1"), '"io server disconnect" undefined', false],
    ["the server errs", () => lab.wire.say("2{}"), '"parse error" Error(invalid packet)', true],
    ["the engine is closed", (socket: Socket) => socket.io.engine.close(), '"forced close" undefined', true],
    [
      "the application disconnects",
      (socket: Socket) => socket.disconnect(),
      '"io client disconnect" undefined',
      false,
    ],
    ["the application closes", (socket: Socket) => socket.close(), '"io client disconnect" undefined', false],
  ])("%s", async (_, act, expected, isActive) => {
    const socket = await lab.connected();
    act(socket);
    expect((await lab.take()).filter((line) => line.startsWith("d"))).toEqual([`disconnect ${expected}`]);
    expect([socket.id, socket.connected, socket.active, socket.io._reconnecting]).toEqual([
      undefined,
      false,
      isActive,
      isActive,
    ]);
    await pass(60_000);
    expect(lab.transports).toHaveLength(isActive ? 2 : 1);
    if (!isActive) expect(socket.connect().active).toBe(true);
    await settle();
    expect(lab.transports).toHaveLength(2);
  });

  test("says so to the server, behind what was sent", async () => {
    const socket = await lab.connected();
    expect(socket.emit("last").disconnect()).toBe(socket);
    expect(await lab.take()).toEqual([
      '1 < 2["last"]',
      'disconnect "io client disconnect" undefined',
      "1 < 1",
      "1 closes",
    ]);
    expect(socket.disconnect().active).toBe(false);
    expect(await lab.take()).toEqual([]);
  });

  test("before it is connected, silently", async () => {
    const socket = lab.watch(lab.manager().socket("/")).disconnect();
    await pass(60_000);
    expect(await lab.take()).toEqual(["1 opens", "1 closes"]);
    expect(socket.io._readyState).toBe("closed");
  });

  test("a listener connects again", async () => {
    const socket = await lab.connected();
    socket.once("disconnect", () => socket.connect());
    lab.wire.say("1");
    expect(await lab.take()).toEqual([
      "1 closes",
      'disconnect "io server disconnect" undefined',
      "2 opens",
      "2 < 0",
    ]);
  });

  test("a listener of disconnect that throws does not keep acknowledgements waiting", async () => {
    const socket = await lab.connected();
    const answer = socket.emitWithAck("ask");
    socket.on("disconnect", () => {
      throw new Error("listener");
    });
    expect(() => socket.disconnect()).toThrow("listener");
    await expect(answer).rejects.toThrow("socket has been disconnected");
  });
});

describe("several namespaces", () => {
  const two = async (): Promise<[Socket, Socket]> => {
    const manager = lab.manager();
    const sockets: [Socket, Socket] = [
      lab.watch(manager.socket("/a"), "a "),
      lab.watch(manager.socket("/b"), "b "),
    ];
    await settle();
    lab.wire.say('0/a,{"sid":"A"}', '0/b,{"sid":"B"}');
    expect(await lab.take()).toEqual(["1 opens", "1 < 0/a,", "1 < 0/b,", "a connect", "b connect"]);
    return sockets;
  };

  test("share a connection until the last leaves", async () => {
    const [a, b] = await two();
    lab.wire.say('2/b,["x"]', '2/c,["y"]');
    a.disconnect();
    lab.wire.say('2/a,["ghost"]');
    await settle();
    lab.wire.drop();
    await pass(1000);
    expect(await lab.take()).toEqual([
      "1 < 1/a,",
      'a disconnect "io client disconnect" undefined',
      'b event "x"',
      `b disconnect "transport close" ${gone}`,
      "2 opens",
      "2 < 0/b,",
    ]);
    expect(a.io.socket("/a")).toBe(a);
    expect(await lab.take()).toEqual(["2 < 0/a,"]);
    lab.wire.say('4/a,{"message":"no"}');
    expect(await lab.take()).toEqual(["a connect_error Error(no)"]);
    b.disconnect();
    expect(b.io._readyState).toBe("closed");
  });

  test("only those that are not connected hear of errors", async () => {
    const [a] = await two();
    a.io.socket("/c").on("connect_error", (error) => lab.note("c", error));
    await lab.take();
    lab.wire.fail();
    expect((await lab.take()).filter((line) => !line.includes("closes"))).toEqual([
      "c TransportError(fake error)",
      'a disconnect "transport error" TransportError(fake error)',
      'b disconnect "transport error" TransportError(fake error)',
    ]);
  });

  test("no answer is given for a namespace that was left, or to another session", async () => {
    const [a, b] = await two();
    const answers: ((answer: string) => void)[] = [];
    for (const socket of [a, b]) socket.on("ask", (answer: (text: string) => void) => answers.push(answer));
    lab.wire.say('2/a,1["ask"]', '2/b,2["ask"]');
    await settle();
    a.disconnect();
    await lab.take();
    answers[0]!("too late");
    expect(await lab.take()).toEqual([]);
    lab.wire.drop();
    await pass(1000);
    lab.wire.say('0/b,{"sid":"B"}');
    await lab.take();
    answers[1]!("too late");
    expect(await lab.take()).toEqual([]);
  });
});

describe("emitting", () => {
  test.each(["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"])(
    "%s is reserved",
    async (event) => {
      const socket = await lab.connected();
      expect(() => socket.emit(event)).toThrow(new Error(`"${event}" is a reserved event name`));
      await expect(socket.emitWithAck(event)).rejects.toThrow("is a reserved event name");
      expect(await lab.take()).toEqual([]);
    },
  );

  test.each([
    [(socket: Socket) => socket.emit("error"), '2["error"]'],
    [(socket: Socket) => socket.emit(5 as never), "2[5]"],
    [(socket: Socket) => socket.emit("a", undefined, Number.NaN), '2["a",null,null]'],
    [(socket: Socket) => socket.emit("a", () => {}, 1), '2["a",null,1]'],
    [(socket: Socket) => socket.send("a", 1), '2["message","a",1]'],
    [(socket: Socket) => socket.compress(false).emit("a"), '2["a"] uncompressed'],
    [(socket: Socket) => socket.timeout(5).emit("a"), '2["a"]'],
    [(socket: Socket) => socket.volatile.emit("a"), '2["a"]'],
  ])("%s", async (act, expected) => {
    const socket = await lab.connected();
    expect(act(socket)).toBe(socket);
    socket.emit("next");
    expect(await lab.take()).toEqual([`1 < ${expected}`, '1 < 2["next"]']);
  });

  test("what cannot be encoded is an error of the caller", async () => {
    const socket = await lab.connected();
    expect(() => socket.emit("a", 1n)).toThrow(TypeError);
    expect(await lab.take()).toEqual([]);
  });

  test("what cannot be encoded is not in the way of the rest", async () => {
    const socket = lab.watch(lab.manager().socket("/"));
    socket.emit("a", 1n);
    socket.emit("b");
    await settle();
    await lab.take();
    // As it is told in the next tick, from where nobody could catch it.
    const tell = (): unknown => socket.io.emitReserved("packet", { type: 0, nsp: "/", data: { sid: "A" } });
    expect(tell).toThrow(TypeError);
    expect(await lab.take()).toEqual(['1 < 2["b"]', "connect"]);
  });

  test("volatile events are lost when they cannot be sent", async () => {
    const socket = lab.manager({ autoConnect: false }).socket("/");
    socket.volatile.emit("before");
    socket.connect().volatile.emit("while it opens");
    await settle();
    // As in the published client: the transport could send it.
    socket.volatile.emit("while it joins");
    lab.wire.say('0{"sid":"A"}');
    await settle();
    lab.wire.isStuck = true;
    socket.emit("stuck");
    socket.volatile.emit("behind it");
    expect(await lab.take()).toEqual(["1 opens", "1 < 0", '1 < 2["while it joins"]', '1 < 2["stuck"]']);
    expect(socket.sendBuffer).toEqual([]);
  });

  test("a connection that has expired is not used", async () => {
    const socket = await lab.connected();
    vi.setSystemTime(Date.now() + 2e9);
    socket.emit("a").volatile.emit("b");
    expect(socket.sendBuffer).toHaveLength(2);
    await settle();
    expect(await lab.take()).toEqual(["1 closes", 'disconnect "ping timeout" undefined']);
    await pass(1000);
    lab.wire.say('0{"sid":"B"}');
    expect(await lab.take()).toEqual(["2 opens", "2 < 0", '2 < 2["a"]', "connect", '2 < 2["b"]']);
  });

  test("what is emitted by a listener when the connection has ended already is kept", async () => {
    const socket = await lab.connected();
    socket.on("event", () => socket.emit("reply"));
    lab.wire.say('2["event"]');
    lab.wire.drop();
    expect(await lab.take()).toEqual(['event "event"', `disconnect "transport close" ${gone}`]);
    await pass(1000);
    lab.wire.say('0{"sid":"B"}');
    expect(await lab.take()).toEqual(["2 opens", "2 < 0", '2 < 2["reply"]', "connect"]);
  });
});

describe("events", () => {
  test("with data, attachments and an acknowledgement, which is sent once", async () => {
    const socket = await lab.connected();
    socket.on("ask", function (this: unknown, ...args: unknown[]) {
      const answer = args.pop() as (...values: unknown[]) => void;
      lab.note("asked", this === socket, ...args);
      answer("yes", 1);
      answer("no");
    });
    lab.wire.say('51-7["ask",{"_placeholder":true,"num":0}]', Buffer.from("a"), '2[5,"numeric"]');
    expect(await lab.take()).toEqual([
      'event "ask" {"type":"Buffer","data":[97]} function',
      'asked true {"type":"Buffer","data":[97]}',
      '1 < 37["yes",1]',
      'event 5 "numeric"',
    ]);
  });

  test("catch-all listeners", async () => {
    const socket = await lab.connected();
    socket.offAny();
    const a = (event: string): void => lab.note(`a ${event}`);
    const b = (event: string): void => {
      lab.note(`b ${event}`);
      socket.offAny(b).offAnyOutgoing(b);
    };
    socket.onAny(a).prependAny(b).onAny(a);
    socket.onAnyOutgoing(a).prependAnyOutgoing(b).onAnyOutgoing(a);
    expect([socket.listenersAny(), socket.listenersAnyOutgoing()]).toEqual([
      [b, a, a],
      [b, a, a],
    ]);
    lab.wire.say('2["in"]');
    expect(await lab.take()).toEqual(["b in", "a in", "a in"]);
    socket.prependAnyOutgoing(b).emit("out", () => {});
    expect(await lab.take()).toEqual(["b out", "a out", "a out", '1 < 20["out"]']);
    socket.offAny(a).offAny(b).offAnyOutgoing(a).offAnyOutgoing(b);
    expect([socket.listenersAny(), socket.listenersAnyOutgoing()]).toEqual([[a], [a]]);
    socket.offAnyOutgoing().emit("silent");
    expect([socket.offAny().listenersAny(), socket.listenersAnyOutgoing()]).toEqual([[], []]);
  });
});

describe("recovery", () => {
  test("says where it was, and takes what was missed once", async () => {
    const socket = lab.watch(lab.manager().socket("/", { auth: { token: 1 } }));
    await settle();
    lab.wire.say('0{"sid":"A","pid":"secret"}', '2["a",1,"offset1"]', '2["b",{}]', '25["ask","no offset"]');
    await lab.take();
    expect([socket.recovered, socket._lastOffset]).toEqual([false, "offset1"]);
    lab.wire.drop();
    await pass(1000);
    lab.wire.say('2["missed","offset2"]');
    await settle();
    expect(socket._lastOffset).toBe("offset1");
    // Broken again: the server will send it again.
    lab.wire.drop();
    await pass(2000);
    lab.wire.say('2["missed","offset2"]', '0{"sid":"A","pid":"secret"}', '2["new","offset3"]');
    lab.wire.drop();
    await pass(4000);
    expect((await lab.take()).filter((line) => !/opens|close/.test(line))).toEqual([
      '2 < 0{"pid":"secret","offset":"offset1","token":1}',
      '3 < 0{"pid":"secret","offset":"offset1","token":1}',
      'event "missed" "offset2"',
      "connect",
      'event "new" "offset3"',
      '4 < 0{"pid":"secret","offset":"offset3","token":1}',
    ]);
    expect(socket.recovered).toBe(true);
    lab.wire.say('0{"sid":"B","pid":"other"}');
    await settle();
    expect([socket.recovered, socket.id]).toEqual([false, "B"]);
  });

  test("what the application says counts more", async () => {
    lab.manager().socket("/", { auth: { pid: "mine" } });
    await settle();
    lab.wire.say('0{"sid":"A","pid":"secret"}');
    await settle();
    lab.wire.drop();
    await pass(1000);
    expect(lab.log.at(-1)).toBe('2 < 0{"pid":"mine"}');
  });
});
