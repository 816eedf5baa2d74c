import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { expectGrowthBelow, MEGABYTE } from "../harness/baseline.ts";
import { joinSocket, nested, openPolling, openSocket, placeholder, post, poll } from "./harness/clients.ts";
import { expectCloseCode, expectCut } from "./harness/close-codes.ts";
import { useTarget } from "./harness/target.ts";

const forced = (code: string): object => ({ nsp: "/", reason: "forced close", code });

/** What cannot be decoded, by the code that says why. None of it may reach a listener. */
const undecodable: Readonly<Record<string, readonly (string | Buffer)[]>> = {
  SIO_UNKNOWN_PACKET_TYPE: ["", "7", "9[]", "x", " 2[]", "-1", "\u0662[]"],
  SIO_INVALID_PAYLOAD: [
    // CVE-2023-32695: the name of an event is a text, or a number.
    "2",
    "2[]",
    "2{}",
    '2[{"toString":"foo"}]',
    '2[{"toString":"foo"},1]',
    '2[["a"]]',
    "2[null]",
    "2[true]",
    '2["a"',
    '2["a"]]',
    "2[NaN]",
    '3{"0":"a"}',
    "31",
    "1[]",
    '0/x,"text"',
    "0/x,[]",
    "0/x,null",
    // No list of digits, so they are taken for the beginning of the payload.
    '2 5["a"]',
    '2-1["a"]',
    '2+1["a"]',
    '21e3["a"]',
    '20x5["a"]',
    '21.5["a"]',
    '2Infinity["a"]',
    // Row 12: names of events that the server emits itself.
    ...["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"].map(
      (name) => `2[${JSON.stringify(name)}]`,
    ),
  ],
  // Row 13.
  SIO_INVALID_ACK_ID: [
    '29007199254740992["a"]',
    '29007199254740993["a"]',
    `2${"1".repeat(400)}["a"]`,
    `2${"0".repeat(17)}["a"]`,
  ],
  // CVE-2026-33151, CVE-2026-69185.
  SIO_ILLEGAL_ATTACHMENTS: [
    "5",
    '5["a"]',
    '50-["a"]',
    '500-["a"]',
    '5 1-["a"]',
    '51e1-["a"]',
    '5-1-["a"]',
    '5-["a"]',
    '51["a"]',
    '5+1-["a"]',
    "61",
  ],
  SIO_TOO_MANY_ATTACHMENTS: ['511-["a"]', '51000000-["a"]', `5${"9".repeat(309)}-["a"]`, '611-["a"]'],
  // CVE-2022-2421, row 10.
  SIO_ILLEGAL_PLACEHOLDER: [
    ...["splice", "0", "length", "__proto__", -1, 1, 0.5, 1e9, null, [], {}, true].map(
      (num) => `51-["a",${placeholder(num)}]`,
    ),
    '51-["a",{"_placeholder":true}]',
    `51-["a",${placeholder(0)},${placeholder(0)}]`,
    `51-["a",{"b":[${placeholder(0)}],"c":${placeholder(0)}}]`,
  ],
  SIO_UNEXPECTED_BINARY: [Buffer.of(1), Buffer.alloc(0)],
  SIO_PAYLOAD_TOO_DEEP: [
    `2["m",${nested(5000)}]`,
    `2["m",${"[".repeat(20_000)}`,
    `2["m",${'{"a":'.repeat(5000)}1${"}".repeat(5000)}]`,
  ],
  SIO_NAMESPACE_TOO_LONG: [
    `0/${"a".repeat(900_000)}`,
    `2/${"a".repeat(900_000)},["a"]`,
    `2/${"é".repeat(1024)},["a"]`,
  ],
  SIO_EVENT_NAME_TOO_LONG: [`2["${"a".repeat(900_000)}"]`],
};

const cases = Object.entries(undecodable).flatMap(([code, packets]) =>
  packets.map((packet) => ({ packet, code, title: JSON.stringify(packet.slice(0, 40)) })),
);

describe("what cannot be decoded", () => {
  const arena = useTarget();

  it.each(cases)("$title: $code, before any listener", async ({ packet, code }) => {
    const server = await arena.serve({ honest: false });
    const socket = await joinSocket(server.port);
    socket.send(packet, '2["too late"]', Buffer.of(1));
    await expectCut(socket, code);
    expect(await server.until({ ended: 1 })).toMatchObject({
      events: 0,
      ends: [forced(code)],
      errors: [code],
      failures: [],
      registered: 0,
    });
  });

  it("the same before CONNECT: the connection ends, without a word, and without harm to the others", async () => {
    const server = await arena.serve();
    for (const { packet, code } of cases) {
      const socket = await openSocket(server.port);
      socket.send(packet, '2["too late"]');
      await expectCut(socket, code);
    }
    expect(await server.until({ sessionsEnded: cases.length })).toMatchObject({
      events: 0,
      connections: 0,
      failures: [],
      sessions: 1,
    });
  });

  it("the same by polling: nothing behind it is delivered, and every request is answered", async () => {
    const server = await arena.serve();
    for (const { packet, code } of cases) {
      if (typeof packet !== "string") continue;
      const sid = await openPolling(server.port);
      expect((await post(server.port, sid, "40")).status).toBe(200);
      await poll(server.port, { sid });
      const { ends } = await server.status();
      const sent = post(server.port, sid, `4${packet}\u001e42["too late"]`);
      expect((await sent).status).toBe(200);
      const answer = await poll(server.port, { sid });
      expect([200, 400]).toContain(answer.status);
      const seen = await server.until({ ended: ends.length + 1 });
      expect(seen).toMatchObject({ events: 0, failures: [] });
      expect(seen.ends.at(-1)).toEqual(forced(code));
    }
  });

  it("ends all namespaces of that connection, and no other one", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    const other = await joinSocket(server.port);
    await socket.join("/admin");
    socket.send("2/admin,[]");
    await expectCut(socket, "SIO_INVALID_PAYLOAD");
    const { ends } = await server.until({ ended: 2 });
    expect(ends).toEqual([
      forced("SIO_INVALID_PAYLOAD"),
      { ...forced("SIO_INVALID_PAYLOAD"), nsp: "/admin" },
    ]);
    await other.echo();
    other.leave();
  });
});

describe("packets that have no place in what went before", () => {
  const arena = useTarget();

  it.each([
    ["an event for a namespace that was not joined", '2/admin,["a"]'],
    ["an acknowledgement for one", '3/admin,1["a"]'],
    ["a DISCONNECT for one", "1/admin,"],
    ["attachments for one", `51-/admin,["a",${placeholder(0)}]`],
    ["a CONNECT for one that was joined", "0"],
    ["a CONNECT_ERROR", '4{"message":"no"}'],
    ["a CONNECT_ERROR for another", '4/admin,{"message":"no"}'],
  ])("%s: SIO_UNEXPECTED_PACKET", async (_title, packet) => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send(packet, Buffer.of(1), '2["too late"]');
    await expectCut(socket, "SIO_UNEXPECTED_PACKET");
    expect(await server.until({ ended: 1 })).toMatchObject({
      events: 0,
      ends: [forced("SIO_UNEXPECTED_PACKET")],
      connections: 1,
    });
  });

  it("what a client sent before it knew that it is out is ignored, also with attachments", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    await socket.join("/admin");
    socket.send(
      '2/admin,["leave me"]',
      '2/admin,["late"]',
      `51-/admin,["late",${placeholder(0)}]`,
      Buffer.of(1),
    );
    await socket.echo();
    expect(await server.status()).toMatchObject({
      names: ["leave me", "echo"],
      ends: [{ nsp: "/admin", reason: "server namespace disconnect" }],
    });
    socket.leave();
  });
});

describe("what is odd and is taken", () => {
  const arena = useTarget();

  it.each([
    ["a number as a name (COMPAT)", "2[42]", [42]],
    ["a number that is Infinity", "2[1e999]", [Infinity]],
    ["zeros before the number of an acknowledgement (COMPAT)", '2007["a"]', ["a"]],
    ["zeros before the number of attachments (COMPAT)", '501-["a"]', ["a"]],
    ["the empty name", '2[""]', [""]],
    ["half a surrogate pair in a name", String.raw`2["\ud800"]`, ["\ud800"]],
  ])("%s", async (_title, packet, names) => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send(packet);
    if (packet.startsWith("5")) socket.send(Buffer.of(1));
    expect((await server.until({ events: 1 })).names).toEqual(names);
    await socket.echo();
    socket.leave();
  });

  it("zeros before the number of an acknowledgement are left out of the answer", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send('200012["echo","a"]', '29007199254740991["echo","b"]');
    expect(await socket.next()).toBe('312["a"]');
    expect(await socket.next()).toBe('39007199254740991["b"]');
    socket.leave();
  });
});

describe("parser CVE-2020-36049: runs without an end", () => {
  const arena = useTarget();

  it.each([
    ["digits of a number", `2${"1".repeat(990_000)}`],
    ["digits of attachments", `51${"1".repeat(990_000)}`],
    ["letters of a namespace", `0/${"a".repeat(990_000)}`],
    ["letters of a namespace with a query", `0/a?${"b".repeat(990_000)}`],
    ["dashes", `5${"-".repeat(990_000)}`],
    ["commas", `0/${",".repeat(990_000)}`],
    ["quotes", `2["${'\\"'.repeat(490_000)}`],
    ["brackets", `2${"[".repeat(990_000)}`],
  ])("%s: refused, in no time and in no memory", async (_title, packet) => {
    const server = await arena.serve();
    await expectGrowthBelow(20 * MEGABYTE, arena.target, async () => {
      const { sessionsEnded } = await server.status();
      const sockets = await Promise.all(Array.from({ length: 10 }, () => joinSocket(server.port)));
      for (const socket of sockets) socket.send(packet);
      for (const socket of sockets) expect(await socket.rest()).toEqual([]);
      const { ends } = await server.until({ sessionsEnded: sessionsEnded + 10 });
      for (const socket of sockets) expectCloseCode(socket, ends.at(-1)!.code);
    });
    expect(await server.status()).toMatchObject({ events: 0 });
  });
});
