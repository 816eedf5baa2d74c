import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { flood } from "./harness/flood.ts";
import { BINARY, CLOSE, frame, TEXT } from "./harness/frames.ts";
import { expectGrowthBelow, MEGABYTE } from "../harness/baseline.ts";
import { attack, ROLES, type Attack } from "./harness/roles.ts";
import { scaled } from "../harness/scale.ts";
import { useTarget } from "./harness/target.ts";
import { openWire } from "./harness/wire-peer.ts";

const FRAGMENTS = scaled(200_000, 1_000_000);
/** The row allows 4 MB; the resident size of an idle process wavers by 2 MB, of a busy one by a little more. */
const BUDGET = (4 + 4) * MEGABYTE;
const TOO_MANY = ["WS_ERR_TOO_MANY_BUFFERED_PARTS"];
const TOO_LARGE = ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"];

describe.each(ROLES)("CVE-2026-48779: floods of fragments and chunks, sent to a %s", (role) => {
  const arena = useTarget();

  it.each(["", "x"])("fragments with %j: 1008 by default", async (payload) => {
    await expectGrowthBelow(BUDGET, arena.target, async () => {
      const attacker = await attack(arena, role);
      attacker.peer.send(attacker.frame({ opcode: TEXT, fin: false }));
      await flood(attacker.peer, attacker.frame({ opcode: 0, fin: false, payload }), 20_000);
      expect(await attacker.peer.closeCode()).toBe(1008);
      expect(await attacker.ended()).toMatchObject({ messages: 0, errors: TOO_MANY });
    });
  });

  it.each(["", "x"])("fragments with %j and no limit: linear and small", async (payload) => {
    await expectGrowthBelow(BUDGET, arena.target, async () => {
      const attacker = await attack(arena, role, { maxFragments: Infinity });
      attacker.peer.send(attacker.frame({ opcode: TEXT, fin: false }));
      await flood(attacker.peer, attacker.frame({ opcode: 0, fin: false, payload }), FRAGMENTS);
      attacker.peer.send(attacker.frame({ opcode: 0, payload: "." }), attacker.frame({ opcode: CLOSE }));
      expect(await attacker.ended()).toMatchObject({
        messages: 1,
        bytes: payload.length * FRAGMENTS + 1,
        errors: [],
      });
    });
  });

  it("a frame of 1 MB byte by byte: 1008 by default", async () => {
    await expectGrowthBelow(BUDGET, arena.target, async () => {
      const attacker = await attack(arena, role, {}, { byteByByte: true });
      await attacker.peer.sendAll(attacker.frame({ opcode: BINARY, payload: Buffer.alloc(MEGABYTE) }));
      expect(await attacker.peer.closeCode()).toBe(1008);
      expect(await attacker.ended()).toMatchObject({ messages: 0, errors: TOO_MANY });
    });
  });

  it("a frame of 1 MB byte by byte and no limit: linear and small", async () => {
    await expectGrowthBelow(BUDGET, arena.target, async () => {
      const options = { maxBufferedChunks: Infinity };
      const attacker = await attack(arena, role, options, { byteByByte: true });
      const payload = Buffer.alloc(MEGABYTE);
      attacker.peer.send(attacker.frame({ opcode: BINARY, payload }), attacker.frame({ opcode: CLOSE }));
      expect(await attacker.ended()).toMatchObject({ messages: 1, bytes: MEGABYTE, errors: [] });
    });
  });

  it("CVE-2026-42786, CVE-2026-44545: frames without FIN, without end: 1009", async () => {
    const attacker = await attack(arena, role, { maxPayload: MEGABYTE });
    const part = attacker.frame({ opcode: 0, fin: false, payload: Buffer.alloc(1000) });
    attacker.peer.send(attacker.frame({ opcode: BINARY, fin: false }));
    await flood(attacker.peer, part, 1e6);
    expect(await attacker.peer.closeCode()).toBe(1009);
    expect(await attacker.ended()).toMatchObject({ messages: 0, errors: TOO_LARGE });
  });

  it("a large message that is only announced costs nothing", async () => {
    const header = (length: number): Buffer => {
      const bytes = Buffer.from([0x82, (role === "server" ? 0x80 : 0) | 127, ...Array<number>(8).fill(0)]);
      bytes.writeUInt32BE(length, 6);
      return Buffer.concat([bytes, Buffer.alloc(role === "server" ? 5 : 1)]);
    };
    const attackers: Attack[] = [];
    await expectGrowthBelow(BUDGET, arena.target, async () => {
      const server = await arena.serve();
      for (let i = 0; i < 20; i++) {
        const attacker = await attack(arena, role);
        attacker.peer.send(header(100 * 1024 * 1024));
        attackers.push(attacker);
      }
      // Something that comes back shows that what was sent before has been read.
      const witness = await openWire(server.port);
      witness.send(frame({ opcode: TEXT }));
      expect((await witness.frame())?.opcode).toBe(TEXT);
      await witness.reset();
    });
    for (const { peer } of attackers) await peer.reset();
  });
});
