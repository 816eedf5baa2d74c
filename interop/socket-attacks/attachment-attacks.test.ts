import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { expectBaseline, expectGrowthBelow, measure, MEGABYTE } from "../harness/baseline.ts";
import { atOnce, numbers } from "../harness/at-once.ts";
import { scaled } from "../harness/scale.ts";
import {
  messageFrame,
  joinSocket,
  openPolling,
  openSocket,
  placeholder,
  poll,
  post,
} from "./harness/clients.ts";
import { expectCut } from "./harness/close-codes.ts";
import { useTarget } from "./harness/target.ts";

const forced = (code: string): object => ({ nsp: "/", reason: "forced close", code });

/** The text of an event with so many attachments. */
function announce(count: number, nsp = ""): string {
  return `5${count}-${nsp}["echo",${numbers(count).map(placeholder).join(",")}]`;
}

describe("row 9: attachments that were not agreed on", () => {
  const arena = useTarget();
  const chunk = messageFrame(Buffer.alloc(MEGABYTE - 1));
  const many = scaled(120, 600);

  it.each([
    ["none announced, before CONNECT", '450-["x"]', false],
    ["ten announced, before CONNECT", '4510-["x"]', false],
    ["for a namespace that was not joined", '4510-/admin,["x"]', true],
    ["none announced", '450-["x"]', true],
    ["more than maxAttachments", '4600-["x"]', true],
  ])("%s, then many megabytes: closed at the header, and nothing is kept", async (_title, packet, joins) => {
    const server = await arena.serve();
    // What comes in a rush is garbage before it is collected.
    await expectGrowthBelow(70 * MEGABYTE, arena.target, async () => {
      const { sessionsEnded } = await server.status();
      const socket = await (joins ? joinSocket(server.port) : openSocket(server.port));
      socket.send(packet.slice(1));
      for (let sent = 0; sent < many && !socket.wire.socket.destroyed; sent++)
        await socket.wire.sendAll(chunk);
      socket.leave();
      await server.until({ sessionsEnded: sessionsEnded + 1 });
      await server.left(1);
    });
    expect(await server.status()).toMatchObject({ events: 0, sessions: 1 });
  });

  it.each([
    ['510-["x"]', "SIO_UNEXPECTED_PACKET"],
    ['51-["x"]', "SIO_UNEXPECTED_PACKET"],
  ])("%s before CONNECT: the header alone is enough", async (packet, code) => {
    const server = await arena.serve();
    const socket = await openSocket(server.port);
    socket.send(packet);
    await expectCut(socket, code);
  });

  it("over polling as well, where the session ends with the next poll", async () => {
    const server = await arena.serve();
    const sid = await openPolling(server.port);
    await post(server.port, sid, `4510-["x"]\u001ebAQID`);
    await poll(server.port, { sid });
    expect(await server.until({ sessionsEnded: 1 })).toMatchObject({ connections: 0, sessions: 1 });
  });
});

describe("row 9: attachments that do not come", () => {
  const arena = useTarget();

  it.each(["polling", "websocket"])(
    "end the connection after attachmentTimeout, over %s",
    async (transport) => {
      const server = await arena.serve({ options: { attachmentTimeout: 100 } });
      if (transport === "polling") {
        const sid = await openPolling(server.port);
        await post(server.port, sid, "40");
        expect((await poll(server.port, { sid })).body.toString()).toContain("40{");
        await post(server.port, sid, `4${announce(2)}\u001ebAQID`);
        await poll(server.port, { sid });
      } else {
        const socket = await joinSocket(server.port);
        socket.send(announce(2), Buffer.of(1));
        await expectCut(socket, "SIO_ATTACHMENT_TIMEOUT");
      }
      const { ends, errors } = await server.until({ ended: 1 });
      expect({ ends, errors }).toEqual({
        ends: [forced("SIO_ATTACHMENT_TIMEOUT")],
        errors: ["SIO_ATTACHMENT_TIMEOUT"],
      });
    },
  );

  it("text before they have all come is a decoding error", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send(announce(2), Buffer.of(1), '2["a"]', Buffer.of(1));
    await expectCut(socket, "SIO_UNEXPECTED_TEXT");
    expect((await server.until({ ended: 1 })).ends).toEqual([forced("SIO_UNEXPECTED_TEXT")]);
  });

  it("clients that go in the middle leave nothing", async () => {
    const server = await arena.serve();
    const go = async (): Promise<void> => {
      const socket = await joinSocket(server.port);
      socket.send(announce(10), Buffer.alloc(200_000), Buffer.alloc(200_000));
      socket.leave();
    };
    // The allocator has seen such rushes by then: one alone does not make it take all the pages that it will keep.
    for (let rush = 0; rush < 3; rush++) {
      await atOnce(4, numbers(100), go);
      await server.left(1);
    }
    const before = await measure(arena.target);
    await atOnce(4, numbers(100), go);
    await server.left(1);
    await expectBaseline(arena.target, before);
  });
});

describe("row 9: large attachments", () => {
  const arena = useTarget();

  it("of one packet beyond maxPendingAttachmentBytes: SIO_ATTACHMENTS_TOO_LARGE", async () => {
    const server = await arena.serve({ options: { maxPendingAttachmentBytes: 1_000_000 } });
    const socket = await joinSocket(server.port);
    socket.send(announce(3), Buffer.alloc(500_000), Buffer.alloc(500_001));
    await expectCut(socket, "SIO_ATTACHMENTS_TOO_LARGE");
    expect((await server.until({ ended: 1 })).ends).toEqual([forced("SIO_ATTACHMENTS_TOO_LARGE")]);
  });

  it("COMPAT: by default ten of the size of a whole message may come", async () => {
    const server = await arena.serve({ options: { maxHttpBufferSize: 50_000 } });
    const socket = await joinSocket(server.port);
    socket.send(announce(10), ...numbers(10).map(() => Buffer.alloc(50_000)));
    expect(await socket.next()).toMatch(/^510-/);
    socket.leave();
  });

  it("strict: together no larger than one message", async () => {
    const server = await arena.serve({ options: { hardening: "strict", maxHttpBufferSize: 50_000 } });
    const socket = await joinSocket(server.port);
    socket.send(announce(10), Buffer.alloc(50_000), Buffer.of(1));
    await expectCut(socket, "SIO_ATTACHMENTS_TOO_LARGE");
    expect((await server.until({ ended: 1 })).ends).toEqual([forced("SIO_ATTACHMENTS_TOO_LARGE")]);
  });

  it("of all connections beyond maxInflightBytes: the one that holds the most is cut off, and no other", async () => {
    const server = await arena.serve({ options: { maxInflightBytes: 1_000_000 } });
    const small = await joinSocket(server.port);
    const large = await joinSocket(server.port);
    const last = await joinSocket(server.port);
    small.send(announce(2), Buffer.alloc(200_000));
    await server.until({ connections: 3 });
    large.send(announce(2), Buffer.alloc(600_000));
    last.send(announce(2), Buffer.alloc(300_000));
    await expectCut(large, "SIO_ATTACHMENTS_TOO_LARGE");
    expect((await server.until({ ended: 1 })).ends).toEqual([forced("SIO_ATTACHMENTS_TOO_LARGE")]);
    // What was let go of is there for others.
    small.send(Buffer.of(1));
    last.send(Buffer.alloc(600_000));
    expect(await small.next()).toMatch(/^52-/);
    expect(await last.next()).toMatch(/^52-/);
    small.leave();
    last.leave();
  });

  it("twenty connections that hold as much as they can: memory stays within that, and what the last messages need", async () => {
    const server = await arena.serve({ options: { maxInflightBytes: 5 * MEGABYTE } });
    // They would hold 162 MB.
    await expectGrowthBelow(60 * MEGABYTE, arena.target, async () => {
      const { sessionsEnded } = await server.status();
      await atOnce(20, numbers(20), async () => {
        const socket = await joinSocket(server.port);
        await socket.wire.sendAll(
          Buffer.concat([announce(10), ...numbers(9).map(() => Buffer.alloc(900_000))].map(messageFrame)),
        );
        // It is cut off, or holds what it has; either way it goes.
        socket.leave();
      });
      await server.until({ sessionsEnded: sessionsEnded + 20 });
      await server.left(1);
    });
  });

  it("one that is cut off over polling lets go at once, also when it does not come for the news", async () => {
    const server = await arena.serve({ options: { maxInflightBytes: 1_000_000 } });
    const sid = await openPolling(server.port);
    await post(server.port, sid, "40");
    await poll(server.port, { sid });
    await post(server.port, sid, `4${announce(2)}\u001eb${Buffer.alloc(600_000).toString("base64")}`);
    const socket = await joinSocket(server.port);
    socket.send(announce(2), Buffer.alloc(500_000));
    expect((await server.until({ errored: 1 })).errors).toEqual(["SIO_ATTACHMENTS_TOO_LARGE"]);
    socket.send(Buffer.alloc(400_000));
    expect(await socket.next()).toMatch(/^52-/);
    socket.leave();
  });

  it("texts that wait for attachments count, too", async () => {
    const server = await arena.serve({ options: { maxInflightBytes: 1_000_000 } });
    const sockets = await Promise.all(numbers(4).map(() => joinSocket(server.port)));
    for (const socket of sockets) socket.send(`51-["echo","${"x".repeat(400_000)}",${placeholder(0)}]`);
    const { ends } = await server.until({ ended: 2 });
    expect(ends).toEqual([forced("SIO_ATTACHMENTS_TOO_LARGE"), forced("SIO_ATTACHMENTS_TOO_LARGE")]);
    for (const socket of sockets) socket.leave();
  });
});

describe("row 10: placeholders", () => {
  const arena = useTarget();

  it("3,000 for one attachment: a decoding error at the second, and nothing is multiplied", async () => {
    const server = await arena.serve();
    await expectGrowthBelow(10 * MEGABYTE, arena.target, async () => {
      const { sessionsEnded } = await server.status();
      const socket = await joinSocket(server.port);
      const many = numbers(3000).map(() => placeholder(0));
      socket.send(`51-["all",${many.join(",")}]`, Buffer.alloc(500_000));
      await expectCut(socket, "SIO_ILLEGAL_PLACEHOLDER");
      await server.until({ sessionsEnded: sessionsEnded + 1 });
    });
    const { ends, events } = await server.status();
    expect({ end: ends.at(-1), events }).toEqual({ end: forced("SIO_ILLEGAL_PLACEHOLDER"), events: 0 });
  });

  it("COMPAT: an attachment that nobody named is taken and let go of", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send(`52-["echo",${placeholder(1)}]`, Buffer.of(1), Buffer.of(2));
    expect(await socket.next()).toBe(`51-["echo",${placeholder(0)}]`);
    expect(await socket.next()).toEqual(Buffer.of(2));
    socket.leave();
  });

  it("where there are no attachments they are data like any other", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send(`2["echo",${placeholder(5)}]`);
    expect(await socket.next()).toBe(`2["echo",${placeholder(5)}]`);
    socket.leave();
  });

  it("deep ones, in ten thousand places that are none, take linear time", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    const places = numbers(10_000).map((num) => `{"a":{"_placeholder":false,"num":${num}}}`);
    socket.send(
      `51-["count",${places.join(",")},${"[".repeat(900)}${placeholder(0)}${"]".repeat(900)}]`,
      Buffer.of(7),
    );
    expect((await server.until({ events: 1 })).names).toEqual(["count"]);
    await socket.echo();
    socket.leave();
  });
});
