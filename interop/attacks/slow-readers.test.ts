import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { flood } from "./harness/flood.ts";
import { BINARY, frame, PING, PONG, TEXT } from "./harness/frames.ts";
import { expectGrowthBelow, MEGABYTE } from "../harness/baseline.ts";
import { attack, ROLES } from "./harness/roles.ts";
import { scaled } from "../harness/scale.ts";
import { useTarget } from "./harness/target.ts";
import { openWire } from "./harness/wire-peer.ts";

/** More than the buffers of the kernel take on both sides. */
const MUCH = { size: 65_536, count: 400, perTurn: 4 };
const SLOW = { code: 1006, errors: ["WS_ERR_SLOW_CONSUMER"] };

describe("row 29: a reader that stops", () => {
  const arena = useTarget();

  it("is cut off at maxBufferedBytes, and what waited for it is freed", async () => {
    const options = { maxBufferedBytes: MEGABYTE };
    const server = await arena.serve({ options });
    let ended = 0;
    // The messages are one buffer that is not copied; what grows is the kernel's and the streams' book-keeping.
    await expectGrowthBelow(5 * MEGABYTE, arena.target, async () => {
      const peer = await openWire(server.port);
      peer.socket.pause();
      const { mostBuffered, refused } = await server.send(MUCH);
      expect(mostBuffered).toBeGreaterThan(MEGABYTE / 2);
      // Headers included; the limit counts them, too.
      expect(mostBuffered).toBeLessThanOrEqual(MEGABYTE + 16);
      expect(refused).toBeGreaterThan(0);
      expect((await server.until({ ended: ++ended })).ends.at(-1)).toMatchObject(SLOW);
      await peer.reset();
    });
  });

  it("is cut off at 64 MiB by default", async () => {
    const server = await arena.serve();
    const peer = await openWire(server.port);
    peer.socket.pause();
    const { mostBuffered } = await server.send({ size: MEGABYTE, count: 120 });
    expect(mostBuffered).toBeGreaterThan(60 * 1024 * 1024);
    expect(mostBuffered).toBeLessThanOrEqual(64 * 1024 * 1024 + 16);
    expect((await server.until({ ended: 1 })).ends).toEqual([expect.objectContaining(SLOW)]);
    await peer.reset();
  });

  it("misses messages under the policy drop, and gets those that were accepted whole and in order", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE, onBufferFull: "drop" } });
    const peer = await openWire(server.port);
    peer.socket.pause();
    const { mostBuffered, refused, accepted } = await server.send(MUCH);
    expect(mostBuffered).toBeLessThanOrEqual(MEGABYTE + 16);
    expect(refused).toBeGreaterThan(0);
    peer.socket.resume();
    for (let count = 0; count < accepted; count++) {
      expect((await peer.frame())?.payload.length).toBe(MUCH.size);
    }
    peer.send(frame({ opcode: TEXT, payload: "back" }));
    expect((await peer.frame())?.payload.toString()).toBe("back");
    await peer.reset();
  });

  it("one message of any size fits into an empty queue", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: 100 } });
    const peer = await openWire(server.port);
    expect(await server.send({ size: 8 * MEGABYTE, count: 1 })).toMatchObject({ accepted: 1, refused: 0 });
    expect((await peer.frame())?.payload.length).toBe(8 * MEGABYTE);
    await peer.reset();
  });

  it("whose messages are sent back to it is cut off, too", async () => {
    const server = await arena.serve({ options: { maxBufferedBytes: MEGABYTE } });
    const peer = await openWire(server.port);
    peer.socket.pause();
    await flood(peer, frame({ opcode: BINARY, payload: Buffer.alloc(MUCH.size) }), MUCH.count);
    expect((await server.until({ ended: 1 })).ends).toEqual([expect.objectContaining(SLOW)]);
    await peer.reset();
  });

  it("in a closing handshake is not waited for", async () => {
    const server = await arena.serve({ options: { closeTimeout: 200, onBufferFull: "drop" } });
    const peer = await openWire(server.port);
    peer.socket.pause();
    await server.send(MUCH);
    peer.send(frame({ opcode: 8 }));
    expect((await server.until({ ended: 1 })).ends).toMatchObject([{ code: 1005 }]);
    await peer.reset();
  });
});

const PINGS = scaled(100_000, 1_000_000);

function numberedPing(index: number): Buffer {
  return frame({ opcode: PING, payload: String(index).padStart(100, "0") });
}

describe("row 30: pings from a peer that does not read", () => {
  const arena = useTarget();
  const options = { maxControlFramesPerSecond: Infinity };

  it("leave the newest pong waiting, one, and no memory", async () => {
    const server = await arena.serve({ options });
    let pings = 0;
    // The row allows 1 MB; the resident size of a busy process wavers by 2 MB, and sometimes 3.
    await expectGrowthBelow((1 + 4) * MEGABYTE, arena.target, async () => {
      const peer = await openWire(server.port);
      peer.socket.pause();
      for (let sent = 0; sent < PINGS; sent += 500) {
        await peer.sendAll(Buffer.concat(numbers(500).map((index) => numberedPing(sent + index))));
      }
      pings += PINGS;
      const { buffered } = await server.until({ pings });
      // One turn's worth in the socket, and the one pong.
      expect(buffered).toBeLessThan(200_000);
      peer.socket.resume();
      let last = -1;
      while (last < PINGS - 1) {
        const pong = await peer.frame();
        expect(pong?.opcode).toBe(PONG);
        const index = Number(pong?.payload.toString());
        expect(index > last, `pong ${index} behind ${last}`).toBe(true);
        last = index;
      }
      await peer.reset();
    });
  });

  it("while it reads every ping is answered, in order", async () => {
    const server = await arena.serve({ options });
    const peer = await openWire(server.port);
    peer.send(...numbers(1000).map(numberedPing));
    for (const index of numbers(1000)) {
      const pong = await peer.frame();
      expect([pong?.opcode, Number(pong?.payload.toString())]).toEqual([PONG, index]);
    }
    await peer.reset();
  });
});

describe.each(ROLES)("row 30: a flood of control frames, sent to a %s", (role) => {
  const arena = useTarget();
  const tooMany = ["WS_ERR_TOO_MANY_CONTROL_FRAMES"];

  it.each([
    ["pings", PING],
    ["pongs", PONG],
  ])("%s: 1008 by default", async (_name, opcode) => {
    const attacker = await attack(arena, role);
    await flood(attacker.peer, attacker.frame({ opcode, payload: Buffer.alloc(100) }), 100_000);
    expect(await attacker.peer.closeCode()).toBe(1008);
    expect((await attacker.ended()).errors).toEqual(tooMany);
  });

  it("also when the close frame is never read", async () => {
    const attacker = await attack(arena, role);
    attacker.peer.socket.pause();
    await flood(attacker.peer, attacker.frame({ opcode: PING, payload: Buffer.alloc(100) }), 1000);
    expect((await attacker.ended()).errors).toEqual(tooMany);
    await attacker.peer.reset();
  });
});
