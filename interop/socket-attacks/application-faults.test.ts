import { describe, expect, it } from "vitest";
import { expectBaseline, measure } from "../harness/baseline.ts";
import { atOnce, numbers } from "../harness/at-once.ts";
import { joinSocket, openSocket } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

describe("row 37: handlers that fail because of what a client sends", () => {
  const arena = useTarget();

  it.each([
    ["a listener that throws", '2["throw"]', { kind: "listener", event: "throw", error: "listener threw" }],
    [
      "a listener that rejects",
      '2["reject"]',
      { kind: "listener", event: "reject", error: "listener rejected" },
    ],
    [
      "a middleware of the socket that throws",
      '2["throw in use"]',
      { kind: "middleware", event: "throw in use", error: "use threw" },
    ],
    ["onAny, for an event without a text as name", "2[5]", undefined],
  ])("%s: harms that one event", async (_title, packet, failure) => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    const other = await joinSocket(server.port);
    socket.send(packet);
    await server.until(failure === undefined ? { events: 1 } : { failed: 1 });
    await socket.echo();
    await other.echo();
    expect(await server.status()).toMatchObject({
      failures: failure === undefined ? [] : [failure],
      open: 2,
      ends: [],
    });
    socket.leave();
    other.leave();
  });

  it("a callback for an acknowledgement that throws", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send('2["throw in ack"]');
    const question = await socket.find("2");
    socket.send(`3${question.slice(1, question.indexOf("["))}[]`);
    const { failures } = await server.until({ failed: 1 });
    expect(failures).toMatchObject([{ kind: "acknowledgement", error: "ack threw" }]);
    await socket.echo();
    socket.leave();
  });

  it("a middleware of the socket that refuses: an error for that socket's listeners, and no event", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send('2["refused"]');
    expect((await server.until({ errored: 1 })).errors).toEqual(["refused by a middleware"]);
    await socket.echo();
    expect(await server.status()).toMatchObject({ failures: [], open: 1 });
    socket.leave();
  });

  it("COMPAT: an acknowledgement is not made up for a handler that failed", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send('21["throw"]', '22["reject"]', '23["echo","a"]');
    expect(await socket.next()).toBe('33["a"]');
    socket.leave();
  });

  it.each(["throw", "reject"] as const)(
    "a middleware of a namespace that does (%s): refused, in words that tell nothing",
    async (middleware) => {
      const server = await arena.serve({ middleware });
      const socket = await openSocket(server.port);
      socket.send("0");
      expect(await socket.next()).toBe('4{"message":"Internal server error"}');
      expect(await server.status()).toMatchObject({
        connections: 0,
        failures: [{ kind: "middleware", event: "connection" }],
      });
      socket.send("0/free,");
      await socket.find("0/free,");
      socket.leave();
    },
  );

  it("a middleware that refuses: its words, and its data", async () => {
    const server = await arena.serve({ middleware: "refuse" });
    const socket = await openSocket(server.port);
    socket.send("0");
    expect(await socket.next()).toBe('4{"message":"not you","data":{"why":"because"}}');
    socket.leave();
  });

  it("thousands of failures leave nothing", async () => {
    const server = await arena.serve({ middleware: "reject" });
    const fail = async (): Promise<void> => {
      const socket = await openSocket(server.port);
      socket.send("0/free,");
      await socket.find("0/free,");
      socket.send(
        ...numbers(50).flatMap((index) => ['2/free,["throw"]', `2/free,${index}["reject"]`]),
        "0",
        "0/admin,",
      );
      await socket.find("4");
      await socket.echo("/free");
      socket.leave();
    };
    await atOnce(4, numbers(10), fail);
    await server.left(1);
    const before = await measure(arena.target);
    await atOnce(4, numbers(20), fail);
    await server.left(1);
    await expectBaseline(arena.target, before);
  });
});

describe('row 37: handlerErrors: "throw"', () => {
  const arena = useTarget();

  it("passes them on to the process, and the server goes on", async () => {
    const server = await arena.serve({ options: { handlerErrors: "throw" } });
    const socket = await joinSocket(server.port);
    socket.send('2["throw"]');
    await socket.echo();
    socket.send('2["reject"]');
    await socket.echo();
    const unhandled = await arena.target.ask("unhandled", undefined);
    expect(unhandled.map((text) => text.split("\n", 1)[0])).toEqual([
      "exception: Error: listener threw",
      "rejection: Error: listener rejected",
    ]);
    expect(await server.status()).toMatchObject({ failures: [], open: 1 });
    socket.leave();
  });
});
