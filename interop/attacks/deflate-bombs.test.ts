import { Buffer } from "node:buffer";
import { constants, deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { BINARY, frame } from "./harness/frames.ts";
import { expectGrowthBelow, MEGABYTE } from "../harness/baseline.ts";
import { attack, ROLES } from "./harness/roles.ts";
import { scaled } from "../harness/scale.ts";
import { useTarget } from "./harness/target.ts";
import { dialWire, openWire, upgradeRequest } from "./harness/wire-peer.ts";

const RSV1 = 0x40;
const DEFLATE = { "Sec-WebSocket-Extensions": "permessage-deflate" };
/** Zeros that know nothing of what was before, so that a bomb is many of them in a row. */
const MEGABYTE_OF_ZEROS = deflateRawSync(Buffer.alloc(1024 * 1024), { finishFlush: constants.Z_FULL_FLUSH });
/** About 1 MB that inflate to 1 GiB. */
const BOMB = Buffer.concat(Array.from({ length: 1024 }, () => MEGABYTE_OF_ZEROS));
const TOO_LARGE = ["WS_ERR_UNSUPPORTED_MESSAGE_LENGTH"];
const SMALL = { maxPayload: MEGABYTE, perMessageDeflate: true };

describe.each(ROLES)("row 24, CVE-2026-1526: 1 MB that inflates to 1 GB, sent to a %s", (role) => {
  const arena = useTarget();

  it("stops at the default limit with 1009", async () => {
    const attacker = await attack(arena, role, { perMessageDeflate: true });
    await attacker.peer.sendAll(attacker.frame({ opcode: BINARY, rsv: RSV1, payload: BOMB }));
    expect(await attacker.peer.closeCode()).toBe(1009);
    expect(await attacker.ended()).toMatchObject({ messages: 0, errors: TOO_LARGE });
  });

  it("costs no more memory than the limit allows", async () => {
    // The message that is collected grows by doubling, so three times its limit, and as much for zlib and the allocator.
    await expectGrowthBelow(6 * MEGABYTE, arena.target, async () => {
      const attacker = await attack(arena, role, SMALL);
      await attacker.peer.sendAll(attacker.frame({ opcode: BINARY, rsv: RSV1, payload: BOMB }));
      expect(await attacker.peer.closeCode()).toBe(1009);
      await attacker.ended();
    });
  });

  it("in fragments of one byte, or of none", async () => {
    const attacker = await attack(arena, role, SMALL);
    const fragments = [...MEGABYTE_OF_ZEROS].map((byte) =>
      attacker.frame({ opcode: 0, fin: false, payload: Buffer.of(byte) }),
    );
    const empty = attacker.frame({ opcode: 0, fin: false });
    attacker.peer.send(attacker.frame({ opcode: BINARY, rsv: RSV1, fin: false }), ...fragments, empty, empty);
    attacker.peer.send(...fragments);
    expect(await attacker.peer.closeCode()).toBe(1009);
    expect(await attacker.ended()).toMatchObject({ messages: 0, errors: TOO_LARGE });
  });

  it("too many compressed fragments: 1008", async () => {
    const attacker = await attack(arena, role, SMALL);
    const empty = attacker.frame({ opcode: 0, fin: false });
    attacker.peer.send(attacker.frame({ opcode: BINARY, rsv: RSV1, fin: false }));
    await attacker.peer.sendAll(Buffer.concat(Array.from({ length: 17_000 }, () => empty)));
    expect(await attacker.peer.closeCode()).toBe(1008);
    expect((await attacker.ended()).errors).toEqual(["WS_ERR_TOO_MANY_BUFFERED_PARTS"]);
  });

  it("stops at the ratio, where there is a limit", async () => {
    const attacker = await attack(arena, role, { perMessageDeflate: { maxInflateRatio: 100 } });
    attacker.peer.send(attacker.frame({ opcode: BINARY, rsv: RSV1, payload: MEGABYTE_OF_ZEROS }));
    expect(await attacker.peer.closeCode()).toBe(1009);
    expect((await attacker.ended()).errors).toEqual(["WS_ERR_INFLATE_RATIO"]);
  });

  it("garbage in place of deflated data: 1007", async () => {
    const attacker = await attack(arena, role, SMALL);
    attacker.peer.send(attacker.frame({ opcode: BINARY, rsv: RSV1, payload: "\xff\xff\xff\xff" }));
    expect(await attacker.peer.closeCode()).toBe(1007);
    expect((await attacker.ended()).errors).toEqual(["WS_ERR_INVALID_COMPRESSED_DATA"]);
  });
});

describe("row 24: many bombs", () => {
  const arena = useTarget();
  const count = scaled(50, 1000);

  it("at once: ten are inflated at a time, and each of them stops at its limit", async () => {
    const server = await arena.serve({ options: SMALL });
    const bomb = frame({ opcode: BINARY, rsv: RSV1, payload: BOMB.subarray(0, 200_000) });
    // They would inflate to 200 MB each. Ten grow to three times 1 MB at a time; what has failed is garbage, which V8
    // lets grow to some 64 MB; and the kernel has handed over of each what it had, 64 KiB at a time.
    const budget = 100 * MEGABYTE + count * 2 * 65_536;
    await expectGrowthBelow(budget, arena.target, async () => {
      const peers = await Promise.all(numbers(count).map(() => openWire(server.port, "/", DEFLATE)));
      await Promise.all(
        peers.map(async (peer) => {
          await peer.sendAll(bomb);
          expect(await peer.closeCode()).toBe(1009);
          await peer.closed;
        }),
      );
    });
    expect((await server.until({ ended: 2 * count })).messages).toBe(0);
  });

  it("CVE-2026-27571: before the handshake is decided nothing is inflated", async () => {
    const server = await arena.serve({ options: SMALL, decision: "wait" });
    await expectGrowthBelow(4 * MEGABYTE, arena.target, async () => {
      const peer = await dialWire(server.port);
      peer.send(upgradeRequest("/", DEFLATE), frame({ opcode: BINARY, rsv: RSV1, payload: BOMB }));
      await server.until({ undecided: 1 });
      await server.settle(false);
      expect(await peer.status()).toBe(403);
      await peer.closed;
    });
    expect(await server.status()).toMatchObject({ accepted: 0, messages: 0 });
  });
});
