import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { placeholder, joinSocket, nested, openSocket } from "./harness/clients.ts";
import { expectCut } from "./harness/close-codes.ts";
import { useTarget } from "./harness/target.ts";

/** Names that every object has, or that mean something to one. */
const names = [
  ...Object.getOwnPropertyNames(Object.prototype),
  "prototype",
  "then",
  "toJSON",
  "nodejs.rejection",
];

describe("row 11: names that objects have already", () => {
  const arena = useTarget();

  it("as events: they reach onAny and nobody else", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    for (const name of names) socket.send(`2[${JSON.stringify(name)},1]`);
    expect((await server.until({ events: names.length })).names).toEqual(names.slice(-20));
    await socket.echo();
    expect(await arena.target.ask("prototypes", undefined)).toEqual([]);
    socket.leave();
  });

  it("as rooms: joined, left, and gone", async () => {
    const server = await arena.serve();
    const { rooms } = await server.status();
    const socket = await joinSocket(server.port);
    socket.send(`2["join",${JSON.stringify(names)}]`);
    await socket.echo();
    expect(await server.status()).toMatchObject({ rooms: rooms + 1 + names.length, failures: [] });
    socket.leave();
    await server.until({ ended: 1 });
    expect(await server.status()).toMatchObject({ rooms });
    expect(await arena.target.ask("prototypes", undefined)).toEqual([]);
  });

  it("as namespaces: they do not exist", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    for (const name of names) {
      socket.send(`0/${name},`);
      expect(await socket.next()).toBe(`4/${name},{"message":"Invalid namespace"}`);
    }
    await socket.echo();
    socket.leave();
  });

  it.each(["2", "3"])("as keys of what a packet of type %s carries", async (type) => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    const values = names.map((name) => `${JSON.stringify(name)}:{"polluted":true}`).join(",");
    socket.send(type === "2" ? `2["set",{${values}}]` : `31[{${values}}]`);
    await socket.echo();
    expect(await arena.target.ask("prototypes", undefined)).toEqual([]);
    expect(await server.status()).toMatchObject({ failures: [] });
    socket.leave();
  });

  it("as keys of auth, and of the query", async () => {
    const server = await arena.serve({ middleware: "roomy" });
    const values = names.map((name) => `${JSON.stringify(name)}:{"polluted":true}`).join(",");
    const socket = await openSocket(server.port, {
      query: names.map((name) => `${name}=polluted`).join("&"),
    });
    await socket.join("/", `{${values}}`);
    await socket.echo();
    expect(await arena.target.ask("prototypes", undefined)).toEqual([]);
    socket.leave();
  });

  it("as the place of an attachment: an own property, echoed as one", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    for (const name of names) {
      if (name === "toJSON") continue;
      socket.send(`51-["echo",{${JSON.stringify(name)}:${placeholder(0)}}]`, Buffer.of(1));
      expect(await socket.next()).toBe(`51-["echo",{${JSON.stringify(name)}:${placeholder(0)}}]`);
      expect(await socket.next()).toEqual(Buffer.of(1));
    }
    expect(await arena.target.ask("prototypes", undefined)).toEqual([]);
    socket.leave();
  });

  it("values that look like functions to careless code are sent on as they are", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    for (const value of [
      '{"toJSON":1}',
      '{"then":{}}',
      '{"__proto__":null}',
      '{"constructor":{"prototype":{"x":1}}}',
      '{"length":1e9}',
      '{"byteLength":1e9,"buffer":{}}',
      '{"type":"Buffer","data":[1]}',
    ]) {
      socket.send(`2["echo",${value}]`);
      expect(await socket.next()).toBe(`2["echo",${JSON.stringify(JSON.parse(value))}]`);
    }
    socket.leave();
  });
});

describe("row 12: the event error, which a client may emit", () => {
  const arena = useTarget();

  it("reaches the application's own listener, as what it is", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send('2["error",{"message":"forged","code":"SIO_INVALID_PAYLOAD"}]', '2["error"]');
    expect((await server.until({ errored: 2 })).errors).toEqual([
      '{"message":"forged","code":"SIO_INVALID_PAYLOAD"}',
      "nothing",
    ]);
    await socket.echo();
    socket.leave();
  });

  it("is nothing where nobody listens", async () => {
    const server = await arena.serve({ errorListener: "none" });
    const socket = await joinSocket(server.port);
    socket.send('2["error"]', '2["error","a"]');
    await socket.echo();
    expect(await server.status()).toMatchObject({ events: 3, failures: [], open: 1 });
    // An error of ours that nobody listens to is nothing either.
    socket.send("2[]");
    await expectCut(socket, "SIO_INVALID_PAYLOAD");
    expect(await server.until({ ended: 1 })).toMatchObject({ failures: [] });
  });

  it.each([
    ["no argument", '2["error"]'],
    ["null", '2["error",null]'],
    ["a text", '2["error","text"]'],
    ["something deep", `2["error",${nested(500)}]`],
  ])(
    "CVE-2024-38355: with %s, read by a listener that expects an Error: only that call fails",
    async (_title, packet) => {
      const server = await arena.serve({ errorListener: "naive" });
      const socket = await joinSocket(server.port);
      socket.send(packet);
      const { failures } = await server.until({ failed: 1 });
      expect(failures).toMatchObject([{ kind: "listener", event: "error" }]);
      await socket.echo();
      expect(await server.status()).toMatchObject({ open: 1, ends: [] });
      socket.leave();
    },
  );
});
