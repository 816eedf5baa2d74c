import { describe, expect, it } from "vitest";
import { createServer, settle } from "./testing/server-bench.ts";

/** The reply to CONNECT, with a placeholder for the id of the socket. */
function withoutIds(sent: readonly string[]): string[] {
  return sent.map((text) => text.replaceAll(/"(sid|pid)":"[\w-]{20}"/g, '"$1":"…"'));
}

describe("a client asks for a namespace", () => {
  it.each([
    ["the main one", "/", "0", ['0{"sid":"…"}']],
    ["the main one by name", "/", "0/,", ['0{"sid":"…"}']],
    ["another", "/admin", "0/admin,", ['0/admin,{"sid":"…"}']],
    ["another, without the comma", "/admin", "0/admin", ['0/admin,{"sid":"…"}']],
  ])("%s: it is in, and hears its id", async (_title, name, packet, expected) => {
    const { io, open } = createServer();
    io.of(name);
    const client = open();
    client.send(packet);
    expect(client.take()).toEqual([]);
    await settle();
    const sent = client.take();
    expect(withoutIds(sent)).toEqual(expected);
    expect(sent[0]).toContain(client.socket(name).id);
  });

  it.each(["/x", "/x/y", "/__proto__", "/constructor"])(
    "%s, which is not there: the connection stays",
    async (name) => {
      const { open } = createServer();
      const client = open();
      await client.join(name);
      expect(client.take()).toEqual([`4${name},{"message":"Invalid namespace"}`]);
      expect(client.isClosed).toBe(false);
    },
  );

  it("is in it before the listeners hear of it: first those of connect, then those of connection", async () => {
    const { io, open } = createServer();
    const events: unknown[] = [];
    for (const event of ["connection", "connect"] as const) {
      io.on(event, (socket) => {
        events.push([
          event,
          socket.connected,
          socket.rooms.size,
          io.sockets.sockets.get(socket.id) === socket,
        ]);
        socket.emit("in", event);
      });
    }
    const client = open();
    await client.join();
    expect(events).toEqual([
      ["connect", true, 1, true],
      ["connection", true, 1, true],
    ]);
    expect(withoutIds(client.take())).toEqual(['0{"sid":"…"}', '2["in","connect"]', '2["in","connection"]']);
  });

  it("has a socket with the members that applications know", async () => {
    const { io, connect } = createServer();
    const client = await connect();
    const socket = client.socket();
    expect(socket.id).toMatch(/^[\w-]{20}$/);
    expect(socket.id).not.toBe(client.conn.id);
    expect([socket.connected, socket.disconnected, socket.recovered]).toEqual([true, false, false]);
    expect(socket.data).toEqual({});
    expect(socket.data).toBe(socket.data);
    expect([...socket.rooms]).toEqual([socket.id]);
    expect(socket.conn).toBe(client.conn);
    expect(socket.client.conn).toBe(client.conn);
    expect(socket.client.id).toBe(client.conn.id);
    expect(socket.client.request).toBe(client.conn.request);
    expect(socket.request).toBe(client.conn.request);
    expect([socket.server, socket.nsp]).toEqual([io, io.sockets]);
    socket.data = { user: 1 };
    expect(socket.data).toEqual({ user: 1 });
  });

  it("is in several namespaces over one connection, with a socket in each", async () => {
    const { io, connect } = createServer();
    io.of("/a");
    io.of("/b");
    const client = await connect();
    await client.join("/a");
    await client.join("/b");
    const ids = ["/", "/a", "/b"].map((name) => client.socket(name).id);
    expect(new Set(ids).size).toBe(3);
    expect(client.socket("/a").client).toBe(client.socket("/b").client);
  });

  it("has nothing to do with it after its connection has ended", async () => {
    const { io, open } = createServer();
    let connections = 0;
    io.on("connection", () => connections++);
    const client = open();
    client.send("0");
    client.conn.end("transport close");
    await settle();
    expect([connections, io.sockets.sockets.size, client.take()]).toEqual([0, 0, []]);
  });

  it.each([
    ["nothing", "0", {}],
    ["an object", '0{"token":"1"}', { token: "1" }],
    ["keys that are names of Object.prototype", '0{"__proto__":{"x":1},"constructor":2}', undefined],
  ])("brings %s", async (_title, packet, expected) => {
    const { open } = createServer();
    const client = open();
    client.send(packet);
    await settle();
    const { auth } = client.socket().handshake;
    expect(JSON.stringify(auth)).toBe(expected === undefined ? packet.slice(1) : JSON.stringify(expected));
    expect("x" in {}).toBe(false);
  });
});

describe("a socket that is on its way in", () => {
  it("can send events and join rooms, and is not connected yet", async () => {
    const { io, open } = createServer();
    const seen: unknown[] = [];
    io.use((socket, next) => {
      void socket.join("early");
      socket.emit("early", 1);
      seen.push(socket.connected, socket.disconnect() === socket, io.sockets.sockets.size);
      next();
    });
    const client = open();
    await client.join();
    expect(seen).toEqual([false, true, 0]);
    expect(withoutIds(client.take())).toEqual(['2["early",1]', '0{"sid":"…"}']);
    const socket = client.socket();
    expect([...socket.rooms]).toEqual(["early", socket.id]);
  });

  it("leaves no trace when the connection ends in a middleware", async () => {
    const { io, open } = createServer();
    let go = (): void => {};
    io.use((socket, next) => {
      void socket.join("early");
      go = next;
    });
    const client = open();
    await client.join();
    expect(io.sockets.adapter.rooms.has("early")).toBe(true);
    client.conn.end("transport close");
    go();
    await settle();
    expect([io.sockets.adapter.rooms.size, io.sockets.sockets.size, client.take()]).toEqual([0, 0, []]);
  });

  it("joins no more rooms when the connection has ended, whatever the middleware does", async () => {
    const { io, open } = createServer();
    let socket: { join(room: string): unknown } | undefined;
    io.use((one, _next) => {
      socket = one;
      void one.join("early");
    });
    const client = open();
    await client.join();
    client.conn.end("transport close");
    socket?.join("late");
    expect(io.sockets.adapter.rooms.size).toBe(0);
  });

  it.each([1, 3])("may ask %d times anew: only the newest request is answered", async (restarts) => {
    const { io, open } = createServer();
    const nexts: (() => void)[] = [];
    let connections = 0;
    io.use((_socket, next) => nexts.push(next));
    io.on("connection", () => connections++);
    const client = open();
    for (let i = 0; i <= restarts; i++) client.send(`0{"attempt":${i}}`);
    for (const next of nexts) next();
    await settle();
    expect([nexts.length, connections, client.take().length]).toEqual([restarts + 1, 1, 1]);
    expect(client.socket().handshake.auth).toEqual({ attempt: restarts });
  });
});
