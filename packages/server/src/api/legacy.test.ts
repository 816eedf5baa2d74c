import { describe, expect, it } from "vitest";
import { createServer, recorder, settle, type ServerBench, type TestClient } from "./testing/server-bench.ts";

/** A client of Socket.IO 2. */
async function openLegacy({ open }: ServerBench): Promise<TestClient> {
  const client = open({ protocol: 3 });
  await settle();
  return client;
}

describe("a client of Socket.IO 2", () => {
  it("is in the main namespace without asking; its id is that of its session", async () => {
    const bench = createServer();
    const client = await openLegacy(bench);
    expect(client.take()).toEqual(["0"]);
    expect(client.socket().id).toBe(client.conn.id);
    expect(client.socket().handshake.auth).toEqual({});
  });

  it.each([
    ["0/admin,", {}],
    ["0/admin?token=1&x=a%20b,", { token: "1", x: "a b" }],
  ])("asks for a namespace with %s, and gets an answer without data", async (packet, auth) => {
    const bench = createServer();
    bench.io.of("/admin");
    const client = await openLegacy(bench);
    client.take();
    client.send(packet);
    await settle();
    expect(client.take()).toEqual(["0/admin,"]);
    const socket = client.socket("/admin");
    expect(socket.id).toBe(`/admin#${client.conn.id}`);
    expect({ ...socket.handshake.auth }).toEqual(auth);
    const { calls, listener } = recorder();
    socket.on("a", listener);
    client.send('2/admin,["a",1]');
    expect(calls).toEqual([[1]]);
  });

  it("hears that a namespace is not there in the form of newer clients", async () => {
    const bench = createServer();
    const client = await openLegacy(bench);
    client.take();
    client.send("0/x?a=b,");
    await settle();
    expect(client.take()).toEqual(['4/x,{"message":"Invalid namespace"}']);
  });

  it.each([
    ["its message", new Error("no"), '4"no"'],
    ["its data", Object.assign(new Error("no"), { data: { code: 1 } }), '4{"code":1}'],
  ])("hears of the error of a middleware by %s", async (_title, error, expected) => {
    const bench = createServer();
    bench.io.use((_socket, next) => next(error));
    const client = await openLegacy(bench);
    expect(client.take()).toEqual([expected]);
  });

  it("sends and gets events, attachments and answers as others do", async () => {
    const bench = createServer();
    const client = await openLegacy(bench);
    client.take();
    client.socket().on("a", (n: number, answer: (data: Buffer) => void) => answer(Buffer.from([n])));
    client.send('20["a",1]');
    bench.io.emit("b", Buffer.from([2]));
    expect(client.take()).toEqual([
      '61-0[{"_placeholder":true,"num":0}]',
      "<01>",
      '51-["b",{"_placeholder":true,"num":0}]',
      "<02>",
    ]);
  });
});
