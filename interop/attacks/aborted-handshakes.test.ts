import { Buffer } from "node:buffer";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { atOnce, numbers } from "../harness/at-once.ts";
import { expectBaseline, measure } from "../harness/baseline.ts";
import { BINARY, frame, TEXT } from "./harness/frames.ts";
import { scaled } from "../harness/scale.ts";
import { useTarget, type TargetWebSockets } from "./harness/target.ts";
import { dialWire, openWire, upgradeRequest } from "./harness/wire-peer.ts";

const MEGABYTE = 1_000_000;
const requests = {
  "a WebSocket": upgradeRequest(),
  "Upgrade: h2c": upgradeRequest("/", { Upgrade: "h2c" }),
  "an unknown path": upgradeRequest("/nowhere/at/all"),
};
const ways = {
  "a reset": async (peer: Awaited<ReturnType<typeof dialWire>>) => peer.reset(),
  "an end": async (peer: Awaited<ReturnType<typeof dialWire>>) => {
    peer.socket.end();
    await peer.closed;
  },
};

/** Resolves when the server has seen all there was, and only so many sockets stay. */
async function settled(server: TargetWebSockets, staying: number): Promise<void> {
  // Connections are accepted in their order, those too that were reset before that.
  await (await openWire(server.port)).reset();
  await server.left(staying);
  // A connection ends only once what it had received is inflated and delivered.
  await server.until({ ended: (await server.status()).accepted });
}

describe("CVE-2022-41940: a connection that ends at any byte of the request", () => {
  const arena = useTarget();

  describe.each(Object.entries(requests))("%s", (_name, request) => {
    it.each(Object.entries(ways))("by %s", async (_way, leave) => {
      const server = await arena.serve({ host: "attached", options: { path: "/" }, honest: false });
      const before = await measure(arena.target);
      // The honest client's path is not this server's, so it sits on a neighbour in the same process.
      await arena.serve();
      await atOnce(16, numbers(request.length + 1), async (length) => {
        const peer = await dialWire(server.port);
        await peer.sendAll(request.slice(0, length));
        await leave(peer);
      });
      await settled(server, 0);
      const { open, listeners, accepted, ends } = await server.status();
      expect({ open, ended: ends.length, listeners }).toEqual({
        open: 0,
        ended: accepted,
        listeners: expect.objectContaining({ upgrade: 1 }) as unknown,
      });
      const { resources } = await measure(arena.target);
      // The neighbour's listener and connection are new.
      expect(resources["TCPSocketWrap"]).toBe((before.resources["TCPSocketWrap"] ?? 0) + 1);
    });
  });

  it("a reset at any moment right behind the request", async () => {
    const server = await arena.serve({ host: "attached" });
    await atOnce(16, numbers(scaled(100, 1000)), async (turns) => {
      const peer = await dialWire(server.port);
      peer.send(upgradeRequest());
      for (let turn = 0; turn < turns % 25; turn++) await nextTurn();
      await peer.reset();
    });
    await settled(server, 1);
    expect(await server.status()).toMatchObject({ open: 0 });
  });
});

const MASKED_MEGABYTE = frame({ opcode: BINARY, payload: Buffer.alloc(MEGABYTE) });
/** Ways into a state; the abort follows at once. Deflated: a fragment that zlib is at work on. */
const states: Record<string, (server: TargetWebSockets) => Promise<Awaited<ReturnType<typeof dialWire>>>> = {
  "nothing sent": ({ port }) => dialWire(port),
  "half a request": async ({ port }) => (await dialWire(port)).send(upgradeRequest().slice(0, 60)),
  "a whole request": async ({ port }) => (await dialWire(port)).send(upgradeRequest()),
  refused: async ({ port }) => (await dialWire(port)).send(upgradeRequest("/", { Upgrade: "h2c" })),
  open: ({ port }) => openWire(port),
  "in a frame": async ({ port }) => (await openWire(port)).send(MASKED_MEGABYTE.subarray(0, 70_000)),
  "in a message": async ({ port }) => (await openWire(port)).send(frame({ opcode: TEXT, fin: false })),
  "while inflating": async ({ port }) => {
    const peer = await openWire(port, "/", { "Sec-WebSocket-Extensions": "permessage-deflate" });
    return peer.send(frame({ opcode: BINARY, rsv: 0x40, payload: Buffer.from("4a4a4a0200", "hex") }));
  },
  failing: async ({ port }) => (await openWire(port)).send("test"),
  closing: async ({ port }) => (await openWire(port)).send(frame({ opcode: 8 })),
};

describe("row 36: aborts in each state leave nothing behind", () => {
  const arena = useTarget();
  const count = scaled(100, 10_000);
  const options = { perMessageDeflate: true };

  async function abortMany(
    server: TargetWebSockets,
    times: number,
    state: keyof typeof states,
  ): Promise<void> {
    await atOnce(16, numbers(times), async () => {
      const peer = await states[state]!(server);
      await peer.reset();
    });
    await settled(server, 1);
  }

  it.each(Object.keys(states))("%s", async (state) => {
    const server = await arena.serve({ host: "attached", options });
    // The allocator keeps pages of the first round; a second one must do without more.
    await abortMany(server, count, state);
    const before = await measure(arena.target);
    const { listeners } = await server.status();
    await abortMany(server, count, state);
    const status = await server.status();
    expect({ ...status, ended: status.ends.length }).toMatchObject({
      open: 0,
      sockets: 1,
      ended: status.accepted,
      listeners,
    });
    await expectBaseline(arena.target, before);
  });

  it("while the decision is pending, which comes afterwards", async () => {
    const wave = 100;
    // Each wave takes all places but the honest client's, so those before it must have given them back.
    const server = await arena.serve({
      host: "attached",
      decision: "wait",
      options: { maxPendingHandshakes: wave },
    });
    const before = await measure(arena.target);
    let undecided = 0;
    while (undecided < Math.max(count, 2 * wave)) {
      const peers = await Promise.all(
        numbers(wave).map(async () => (await dialWire(server.port)).send(upgradeRequest())),
      );
      undecided += wave;
      await server.until({ undecided });
      await Promise.all(peers.map((peer) => peer.reset()));
      await server.left(1);
    }
    await server.settle(true);
    expect(await server.status()).toMatchObject({ accepted: 0, open: 0, undecided: 0, sockets: 1 });
    await expectBaseline(arena.target, before);
  });
});
