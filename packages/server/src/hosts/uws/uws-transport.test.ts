import { createDialects, type EnginePacket } from "@sockeye/protocol/engine";
import { describeTransport, RecordingOwner, type TransportHarness } from "@sockeye/testkit";
import { describe, expect, it, vi } from "vitest";

import { nodeBytes } from "../node/node-bytes.ts";
import { attachToApp, type UwsPassenger } from "./attach.ts";
import { FakeApp } from "./testing/fake-app.ts";
import type { FakeWebSocket } from "./testing/fake-websocket.ts";
import { UwsReply } from "./uws-reply.ts";
import { UwsTransport } from "./uws-transport.ts";

const MAX_PAYLOAD = 1_000_000;
const dialect = createDialects(nodeBytes)[4];

interface Wired {
  readonly transport: UwsTransport;
  readonly socket: FakeWebSocket;
  readonly owner: RecordingOwner;
}

function wire(highWaterMark = 1_000, compressionThreshold = 100): Wired {
  const app = new FakeApp();
  const parts = { dialect, supportsBinary: true, highWaterMark, compressionThreshold };
  const engine: UwsPassenger["engine"] = {
    transport: undefined,
    board: (socket) => {
      engine.transport = new UwsTransport(socket, parts);
    },
  };
  attachToApp(app, {
    path: "/",
    takesUpgrades: true,
    maxPayloadLength: MAX_PAYLOAD,
    compression: undefined,
    idleTimeout: undefined,
    handleRequest: () => {},
    handleUpgrade: (response, _, context) => {
      new UwsReply(response, "GET").upgrade(
        { engine },
        { key: "", protocol: "", extensions: "", context },
        [],
      );
    },
  });
  const { socket } = app.connect({ url: "/" });
  const transport = engine.transport!;
  const owner = new RecordingOwner();
  transport.owner = owner;
  return { transport, socket: socket!, owner };
}

const text = (data: string, compress?: boolean): EnginePacket =>
  compress === undefined ? { type: "message", data } : { type: "message", data, options: { compress } };

const settle = async (): Promise<void> => {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
};

const harness: TransportHarness = {
  async create(owner) {
    const { transport, socket } = wire(1024 * 1024);
    transport.owner = owner;
    return {
      transport,
      settle,
      peer: {
        send: (packets) => {
          for (const packet of packets) socket.receive(dialect.encodeFrame(packet, true));
        },
        received: () => socket.sent.map((frame) => dialect.decodeFrame(frame) as EnginePacket),
        garbage: () => socket.receive("x"),
        vanish: () => socket.leave(),
      },
      backpressure: { buffersBytes: true, stall: () => socket.stall(), resume: () => socket.drain() },
    };
  },
};

describeTransport("µWebSockets.js", harness, { describe, expect, it });

describe("UwsTransport", () => {
  it("is blocked from the high-water mark on, and ready again below it", () => {
    const { transport, socket, owner } = wire(100);
    socket.stall();
    transport.send([text("x".repeat(98))]);
    expect([transport.isReady, transport.isWritable, transport.bufferedBytes]).toEqual([true, false, 99]);
    transport.send([text("")]);
    expect(transport.isReady).toBe(false);
    socket.drain(100);
    expect(transport.isReady).toBe(false);
    socket.drain(99);
    expect([transport.isReady, transport.isWritable]).toEqual([true, false]);
    socket.drain();
    expect(transport.isWritable).toBe(true);
    expect(owner.ready).toBe(1);
  });

  it("says that something was sent when the socket is empty", () => {
    const { transport, socket } = wire();
    const onSent = vi.fn<() => void>();
    transport.send([text("at once")], onSent);
    expect(onSent).toHaveBeenCalledTimes(1);
    socket.stall();
    transport.send([text("later")], onSent);
    socket.drain(1);
    expect(onSent).toHaveBeenCalledTimes(1);
    socket.drain();
    socket.drain();
    expect(onSent).toHaveBeenCalledTimes(2);
  });

  it("does not say so when the connection ends before", () => {
    const { transport, socket } = wire();
    const onSent = vi.fn<() => void>();
    socket.stall();
    transport.send([text("a")], onSent);
    socket.leave();
    socket.drain();
    expect(onSent).not.toHaveBeenCalled();
    expect(transport.bufferedBytes).toBe(0);
  });

  it("corks what comes together", () => {
    const { transport, socket } = wire();
    transport.send([text("alone")]);
    expect(socket.corks).toBe(0);
    transport.send([text("a"), text("b"), { type: "message", data: Uint8Array.of(1) }]);
    expect(socket.corks).toBe(1);
    expect(socket.sent).toEqual(["4alone", "4a", "4b", Buffer.of(1)]);
  });

  it.each([
    [98, undefined, false],
    [99, undefined, true],
    [99, true, true],
    [99, false, false],
  ])("compresses %i bytes with the option %s: %s", (size, option, isCompressed) => {
    const { transport, socket } = wire();
    transport.send([text("x".repeat(size), option)]);
    expect(socket.frames[0]?.isCompressed).toBe(isCompressed);
  });

  it("ends when the host drops a message, without sending what comes behind it", () => {
    const { transport, socket, owner } = wire();
    const onSent = vi.fn<() => void>();
    const onClosed = vi.spyOn(owner, "onClosed");
    socket.drops = true;
    transport.send([text("a"), text("b")], onSent);
    expect(onClosed).toHaveBeenCalledExactlyOnceWith(
      "transport error",
      expect.objectContaining({ code: "EIO_SLOW_CONSUMER" }),
      transport,
    );
    expect(socket.ending).toBe("close");
    expect(socket.sent).toEqual([]);
    expect(onSent).not.toHaveBeenCalled();
  });

  it("ends when a message is too large for the host", () => {
    const { socket, owner } = wire();
    socket.receive("4".padEnd(MAX_PAYLOAD, "x"));
    socket.receive("4".padEnd(MAX_PAYLOAD + 1, "x"));
    expect(owner.packets).toHaveLength(1);
    expect(owner.closed).toEqual(["transport close"]);
  });

  it("keeps nothing of the memory that the host lends", () => {
    const { socket, owner } = wire();
    socket.receive(Uint8Array.of(1, 2, 3));
    expect(owner.packets).toEqual([{ type: "message", data: Buffer.of(1, 2, 3) }]);
  });

  it.each([
    ["with a code", 1009, [1009]],
    ["without one: the host is given none, not even undefined", undefined, []],
  ])("closes %s", (_title, code, args) => {
    const { transport, socket } = wire();
    transport.close(undefined, code);
    expect([socket.ending, socket.endedWith]).toEqual(["end", args]);
  });

  it("leaves the socket alone once it is closed", async () => {
    const { transport, socket } = wire();
    const onEnded = vi.fn<() => void>();
    transport.close(onEnded);
    expect([socket.ending, transport.readyState, transport.isReady]).toEqual(["end", "closed", false]);
    expect(onEnded).not.toHaveBeenCalled();
    transport.close(onEnded);
    transport.terminate();
    transport.discard();
    await settle();
    expect(onEnded).toHaveBeenCalledTimes(2);
  });

  it("takes events of a closing socket without a word", () => {
    const { transport, socket, owner } = wire();
    vi.spyOn(socket, "end").mockImplementation(() => {});
    socket.stall();
    transport.close();
    socket.receive("4late");
    socket.drain();
    transport.terminate();
    expect(socket.ending).toBe("close");
    expect([owner.packets, owner.ready, owner.closed]).toEqual([[], 0, []]);
  });
});

describe("attachToApp", () => {
  const attachment = {
    path: "/p/",
    takesUpgrades: true,
    maxPayloadLength: 1e6,
    compression: undefined,
    idleTimeout: undefined,
    handleRequest: () => {},
    handleUpgrade: () => {},
  };

  it.each([
    [{}, { maxPayloadLength: 1e6 }],
    [
      { compression: 3, idleTimeout: 0 },
      { maxPayloadLength: 1e6, compression: 3, idleTimeout: 0 },
    ],
    [{ maxPayloadLength: Infinity }, { maxPayloadLength: 2 ** 31 - 1 }],
    [{ maxPayloadLength: 0.5 }, { maxPayloadLength: 0 }],
  ])("%j gives %j", (options, numbers) => {
    const app = new FakeApp();
    attachToApp(app, { ...attachment, ...options });
    const given = Object.entries(app.behaviors.get("/p/") ?? {}).filter(
      ([, value]) => typeof value === "number",
    );
    expect(Object.fromEntries(given)).toEqual({ ...numbers, maxBackpressure: 2 ** 31 - 1 });
  });

  it("leaves upgrades alone where they are not wanted", () => {
    const app = new FakeApp();
    attachToApp(app, { ...attachment, takesUpgrades: false });
    expect([...app.handlers.keys(), ...app.behaviors.keys()]).toEqual(["/p/"]);
  });

  it("takes events of a connection that has no transport", () => {
    const app = new FakeApp();
    const handleUpgrade: Parameters<typeof attachToApp>[1]["handleUpgrade"] = (response, _, context) => {
      const engine = { transport: undefined, board: () => {} };
      response.upgrade({ engine }, "", "", "", context);
    };
    attachToApp(app, { ...attachment, handleUpgrade });
    const { socket } = app.connect({ url: "/p/" });
    socket!.receive("4a");
    socket!.drain();
    socket!.leave();
    expect(socket!.sent).toEqual([]);
  });
});
