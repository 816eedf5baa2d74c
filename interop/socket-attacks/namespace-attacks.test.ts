import { describe, expect, it } from "vitest";
import { expectBaseline, expectGrowthBelow, measure, MEGABYTE } from "../harness/baseline.ts";
import { atOnce, numbers } from "../harness/at-once.ts";
import { scaled } from "../harness/scale.ts";
import { joinSocket, openPolling, openSocket, poll, post, type RawSocket } from "./harness/clients.ts";
import { expectCloseCode, expectCut } from "./harness/close-codes.ts";
import { useTarget } from "./harness/target.ts";

const forced = (nsp: string, code: string): object => ({ nsp, reason: "forced close", code });

/** Asks for `/d0`, `/d1` and so on, a segment for a thousand. */
async function connectMany(socket: RawSocket, count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1000) {
    socket.send(...numbers(Math.min(1000, count - sent)).map((index) => `0/d${sent + index},`));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("row 3: connections that never ask for a namespace", () => {
  const arena = useTarget();

  it.each(["polling", "websocket"])(
    "end after connectTimeout, over %s, and leave nothing",
    async (transport) => {
      const server = await arena.serve({ options: { connectTimeout: 200 } });
      const open = async (): Promise<void> => {
        if (transport === "websocket") await expectCut(await openSocket(server.port), "SIO_CONNECT_TIMEOUT");
        else await poll(server.port, { sid: await openPolling(server.port) });
      };
      await atOnce(10, numbers(20), open);
      await server.until({ sessionsEnded: 20 });
      await server.left(1);
      const before = await measure(arena.target);
      await atOnce(10, numbers(50), open);
      expect(await server.until({ sessionsEnded: 70 })).toMatchObject({ connections: 0, sessions: 1 });
      await server.left(1);
      await expectBaseline(arena.target, before);
    },
  );

  it("so do those that were refused, and those that nobody decides about", async () => {
    const server = await arena.serve({ options: { connectTimeout: 200 } });
    const refused = await openSocket(server.port);
    refused.send("0/nowhere,");
    expect(await refused.rest()).toEqual(['4/nowhere,{"message":"Invalid namespace"}']);
    expectCloseCode(refused, "SIO_CONNECT_TIMEOUT");
    const undecided = await openSocket(server.port);
    undecided.send("0/wait,");
    await expectCut(undecided, "SIO_CONNECT_TIMEOUT");
    await server.until({ sessionsEnded: 2 });
    await server.settle(true);
    expect(await server.status()).toMatchObject({ connections: 0, sessions: 1, registered: 1 });
  });

  it("beyond maxUnconnected the oldest goes; one that has joined does not count", async () => {
    const server = await arena.serve({ options: { maxUnconnected: 3 } });
    const joined = await joinSocket(server.port);
    const sockets = [];
    for (let opened = 0; opened < 5; opened++) sockets.push(await openSocket(server.port));
    for (const socket of sockets.slice(0, 2)) await expectCut(socket, "SIO_TOO_MANY_UNCONNECTED");
    for (const socket of sockets.slice(2)) await socket.join();
    await joined.echo();
    expect(await server.status()).toMatchObject({ sessionsEnded: 2, sessions: 5 });
    for (const socket of [joined, ...sockets]) socket.leave();
  });

  it("over polling as well, where nobody may ever come to collect the news", async () => {
    const server = await arena.serve({ options: { maxUnconnected: 3 } });
    const sids = [];
    for (let opened = 0; opened < 5; opened++) sids.push(await openPolling(server.port));
    expect(await server.until({ sessionsEnded: 2 })).toMatchObject({ sessions: 4 });
    expect((await post(server.port, sids[1]!, "40")).status).toBe(400);
    expect((await post(server.port, sids[2]!, "40")).status).toBe(200);
  });

  it("cost little each", async () => {
    const server = await arena.serve({ options: { handshakesPerSecond: Infinity } });
    await atOnce(20, numbers(200), async () => void (await openPolling(server.port)));
    const before = await measure(arena.target);
    const count = scaled(1_000, 10_000);
    await atOnce(20, numbers(count), async () => void (await openPolling(server.port)));
    const { heap, external } = await measure(arena.target);
    // The request that opened it included.
    expect((heap + external - before.heap - before.external) / count).toBeLessThan(8_000);
  });
});

describe("row 6: more namespaces than one connection needs", () => {
  const arena = useTarget();

  it("20,000 on one connection: refused beyond the limit, and closed when it does not listen", async () => {
    const server = await arena.serve();
    await expectGrowthBelow(40 * MEGABYTE, arena.target, async () => {
      const { sessionsEnded, connections } = await server.status();
      const socket = await joinSocket(server.port);
      await connectMany(socket, 20_000);
      const replies = await socket.rest();
      expectCloseCode(socket, "SIO_TOO_MANY_CONNECTS");
      const joined = replies.filter((reply) => reply.includes("sid")).length;
      expect(joined).toBeLessThanOrEqual(1023);
      expect(replies.filter((reply) => reply.includes("Too many namespaces"))).toHaveLength(100);
      expect(await server.until({ sessionsEnded: sessionsEnded + 1 })).toMatchObject({
        connections: connections + 1 + joined,
        open: 0,
      });
    });
    const { ends } = await server.status();
    expect(ends.at(-1)).toMatchObject({ reason: "forced close", code: "SIO_TOO_MANY_CONNECTS" });
  });

  it("the joined ones live on, and one that is left makes room", async () => {
    const server = await arena.serve({ options: { maxNamespacesPerConnection: 2 } });
    const socket = await joinSocket(server.port);
    await socket.join("/d1");
    socket.send("0/d2,");
    expect(await socket.next()).toBe('4/d2,{"message":"Too many namespaces"}');
    await socket.echo("/d1");
    socket.send("1/d1,");
    await socket.join("/d2");
    await socket.echo();
    socket.leave();
  });

  it("those that wait for a middleware, or for somebody to decide, count as well", async () => {
    const server = await arena.serve({ options: { maxNamespacesPerConnection: 3 } });
    const socket = await joinSocket(server.port);
    socket.send("0/wait,", "0/undecided,", "0/free,");
    expect(await socket.next()).toBe('4/free,{"message":"Too many namespaces"}');
    socket.leave();
    await server.until({ ended: 1 });
    await server.settle(true);
    expect(await server.status()).toMatchObject({ connections: 1, registered: 1 });
  });

  it("namespaces that do not exist are refused, one by one, and nothing is kept", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    const { namespaces } = await server.status();
    for (let round = 0; round < 20; round++) {
      socket.send(...numbers(1000).map((index) => `0/nowhere${index},`));
      await socket.echo();
    }
    expect(await server.status()).toMatchObject({ namespaces, open: 1 });
    socket.leave();
  });

  it("of children that nobody is in only maxEmptyChildNamespaces are kept, the youngest", async () => {
    const server = await arena.serve({ options: { maxEmptyChildNamespaces: 5 } });
    const { namespaces } = await server.status();
    const socket = await joinSocket(server.port);
    for (let round = 0; round < 100; round++) {
      socket.send(`0/d${round},`);
      await socket.find(`0/d${round},`);
      socket.send(`1/d${round},`);
    }
    await socket.echo();
    expect(await server.status()).toMatchObject({ namespaces: namespaces + 5, open: 1 });
    socket.leave();
  });

  it("nor do connections that end, or are refused, leave children behind", async () => {
    const server = await arena.serve({ middleware: "refuse", options: { maxEmptyChildNamespaces: 0 } });
    const { namespaces } = await server.status();
    const socket = await openSocket(server.port);
    socket.send(...numbers(500).map((index) => `0/d${index},`));
    for (let answered = 0; answered < 500; answered++) expect(await socket.next()).toContain("not you");
    expect(await server.status()).toMatchObject({ namespaces, connections: 0 });
    socket.leave();
  });

  it("comings and goings by the thousand leave nothing", async () => {
    const server = await arena.serve({ middleware: "roomy" });
    const come = async (): Promise<void> => {
      const socket = await joinSocket(server.port);
      socket.send("0/admin,");
      for (let round = 0; round < 50; round++) {
        await socket.find("0/admin,");
        socket.send("1/admin,", "0/admin,");
      }
      await socket.find("0/admin,");
      socket.leave();
    };
    await atOnce(4, numbers(8), come);
    await server.left(1);
    const before = await measure(arena.target);
    await atOnce(4, numbers(20), come);
    await server.left(1);
    await expectBaseline(arena.target, before);
    expect(await server.status()).toMatchObject({ open: 0, registered: 1, rooms: 2 });
  });
});

describe("row 7: CONNECT again and again", () => {
  const arena = useTarget();

  it("200 times while a middleware thinks: the connection ends, and the application sees no socket", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send(...numbers(200).map(() => "0/wait,"));
    await expectCut(socket, "SIO_TOO_MANY_CONNECTS");
    const { ends, middlewareRuns } = await server.until({ ended: 1 });
    expect({ ends, middlewareRuns }).toEqual({
      ends: [forced("/", "SIO_TOO_MANY_CONNECTS")],
      middlewareRuns: 11,
    });
    await server.settle(true);
    expect(await server.status()).toMatchObject({ connections: 1, registered: 1, open: 0 });
  });

  it("a few times, as a stock client that leaves and comes back: one answer, one connection", async () => {
    const server = await arena.serve();
    const socket = await openSocket(server.port);
    socket.send("0/wait,", "0/wait,", "0/wait,");
    await server.until({ undecided: 3 });
    await server.settle(true);
    expect(await socket.next()).toMatch(/^0\/wait,\{"sid"/);
    await socket.echo("/wait");
    expect(await server.status()).toMatchObject({ connections: 1, open: 1, registered: 2 });
    socket.leave();
  });

  it("the oldest is decided first: it counts no more", async () => {
    const server = await arena.serve();
    const socket = await openSocket(server.port);
    socket.send("0/wait,");
    await server.until({ undecided: 1 });
    socket.send("0/wait,");
    await server.until({ undecided: 2 });
    await server.settle(false);
    expect(await socket.next()).toBe('4/wait,{"message":"not you"}');
    socket.send("0/wait,");
    await server.until({ undecided: 1 });
    await server.settle(true);
    expect(await socket.next()).toMatch(/^0\/wait,\{"sid"/);
    socket.leave();
  });

  it("next() twice lets in once", async () => {
    const server = await arena.serve({ middleware: "twice" });
    const socket = await joinSocket(server.port);
    await socket.echo();
    expect(await server.status()).toMatchObject({ connections: 1, open: 1 });
    socket.leave();
  });

  it.each(["polling", "websocket"])(
    "clients that go while a middleware thinks leave nothing, over %s",
    async (transport) => {
      const server = await arena.serve();
      const go = async (): Promise<void> => {
        const socket = await openSocket(server.port);
        socket.send("0/wait,");
        socket.leave();
      };
      const stay = async (): Promise<void> => {
        const socket = await joinSocket(server.port);
        socket.send("0/wait,");
        await socket.echo();
        socket.leave();
      };
      const attempt = transport === "polling" ? stay : go;
      await atOnce(8, numbers(50), attempt);
      await server.left(1);
      await server.settle(true);
      const before = await measure(arena.target);
      await atOnce(8, numbers(scaled(200, 10_000)), attempt);
      await server.left(1);
      await server.settle(true);
      await expectBaseline(arena.target, before);
      expect(await server.status()).toMatchObject({ open: 0, registered: 1 });
    },
  );
});

describe("row 8: names of namespaces", () => {
  const arena = useTarget();

  it("one that is allowed is echoed in full, as clients match the answer by it", async () => {
    const server = await arena.serve();
    const socket = await openSocket(server.port);
    const name = `/${"n".repeat(1023)}`;
    socket.send(`0${name},`);
    expect(await socket.next()).toBe(`4${name},{"message":"Invalid namespace"}`);
    socket.leave();
  });

  it("the query of a name counts as part of it, save for clients of Socket.IO 2", async () => {
    const server = await arena.serve({ options: { allowEIO3: true } });
    const socket = await joinSocket(server.port);
    socket.send(`0/d?${"q".repeat(1024)},`);
    await expectCut(socket, "SIO_NAMESPACE_TOO_LONG");
    const old = await openSocket(server.port, { target: "/socket.io/?EIO=3&transport=websocket" });
    expect(await old.next()).toBe("0");
    old.send(`0/d?${"q".repeat(8191)},`);
    expect(await old.next()).toBe("0/d,");
    old.send(`0/da?${"q".repeat(8192)},`);
    await expectCut(old, "SIO_NAMESPACE_TOO_LONG");
    expect((await server.until({ ended: 3 })).ends.map(({ code }) => code)).toEqual(
      Array.from({ length: 3 }, () => "SIO_NAMESPACE_TOO_LONG"),
    );
  });
});
