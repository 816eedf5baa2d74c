import { Buffer } from "node:buffer";
import { deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  BINARY,
  CLOSE,
  closePayload,
  frame,
  type FrameParts,
  PING,
  TEXT,
} from "../attacks/harness/frames.ts";
import { upgradeResponse } from "../attacks/harness/hostile-server.ts";
import { expectGrowthBelow, MEGABYTE } from "../harness/baseline.ts";
import { scaled } from "../harness/scale.ts";
import {
  accept,
  CONNECTED,
  message,
  openPacket,
  type Script,
  type Visit,
} from "./harness/scripted-server.ts";
import { expectBackOff, expectLeft, useTarget } from "./harness/target.ts";
import type { PlainOptions } from "./harness/types.ts";

const arena = useTarget();
const first = [message(openPacket()), message(CONNECTED)];
const unmasked = (parts: FrameParts): Buffer => frame({ mask: false, ...parts });

const behindConnect =
  (...frames: readonly Buffer[]): Script =>
  (visit) =>
    accept(visit, ...first, ...frames);

/** Each one is the last of its connection. */
const broken: readonly (readonly [string, Buffer, string])[] = [
  ["row 25: masked", frame({ opcode: TEXT, payload: "42[]" }), "WS_ERR_UNEXPECTED_MASK"],
  ["RSV1", unmasked({ opcode: TEXT, payload: "a", rsv: 0x40 }), "WS_ERR_UNEXPECTED_RSV_1"],
  ["RSV2", unmasked({ opcode: TEXT, payload: "a", rsv: 0x20 }), "WS_ERR_UNEXPECTED_RSV_2_3"],
  ["RSV3", unmasked({ opcode: TEXT, payload: "a", rsv: 0x10 }), "WS_ERR_UNEXPECTED_RSV_2_3"],
  ["RSV1 of a ping", unmasked({ opcode: PING, rsv: 0x40 }), "WS_ERR_UNEXPECTED_RSV_1"],
  ["opcode 3", unmasked({ opcode: 3 }), "WS_ERR_INVALID_OPCODE"],
  ["opcode 11", unmasked({ opcode: 11 }), "WS_ERR_INVALID_OPCODE"],
  ["a continuation of nothing", unmasked({ opcode: 0, payload: "a" }), "WS_ERR_INVALID_OPCODE"],
  [
    "a message within a message",
    Buffer.concat([unmasked({ opcode: TEXT, payload: "a", fin: false }), message("b")]),
    "WS_ERR_INVALID_OPCODE",
  ],
  ["row 26: a ping in fragments", unmasked({ opcode: PING, fin: false }), "WS_ERR_EXPECTED_FIN"],
  [
    "a ping of 126 bytes",
    unmasked({ opcode: PING, payload: "a".repeat(126) }),
    "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH",
  ],
  ["a close of 1 byte", unmasked({ opcode: CLOSE, payload: "a" }), "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH"],
  ...[0, 999, 1005, 1006, 1015, 2999, 5000].map(
    (code) =>
      [
        `close code ${code}`,
        unmasked({ opcode: CLOSE, payload: closePayload(code) }),
        "WS_ERR_INVALID_CLOSE_CODE",
      ] as const,
  ),
  [
    "a reason that is not UTF-8",
    unmasked({ opcode: CLOSE, payload: closePayload(1000, Buffer.of(0xff)) }),
    "WS_ERR_INVALID_UTF8",
  ],
  [
    "row 28: text that is not UTF-8",
    unmasked({ opcode: TEXT, payload: Buffer.from("343232ff", "hex") }),
    "WS_ERR_INVALID_UTF8",
  ],
  [
    "a character cut by the end",
    unmasked({ opcode: TEXT, payload: Buffer.from("34e282", "hex") }),
    "WS_ERR_INVALID_UTF8",
  ],
  [
    "half of a pair, over two fragments that do not end",
    Buffer.concat([
      unmasked({ opcode: TEXT, payload: Buffer.from("34ed", "hex"), fin: false }),
      unmasked({ opcode: 0, payload: Buffer.from("a080", "hex"), fin: false }),
    ]),
    "WS_ERR_INVALID_UTF8",
  ],
  ["row 27: 5 bytes, said in 2", Buffer.from("827e0005", "hex"), "WS_ERR_NON_MINIMAL_LENGTH"],
  [
    "CVE-2026-27889: the top bit of a length",
    Buffer.from("827f8000000000000001", "hex"),
    "WS_ERR_INVALID_PAYLOAD_LENGTH",
  ],
  ["2^53 bytes", Buffer.from("827f0020000000000000", "hex"), "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH"],
  [
    "CVE-2016-10542: 256 MB announced",
    Buffer.from("827f0000000010000000", "hex"),
    "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
  ],
  [
    "one byte more than a message may have",
    Buffer.from("827f0000000006400001", "hex"),
    "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
  ],
];

describe("a frame that is none", () => {
  it.each(broken)("%s", async (_name, bytes, cause) => {
    const hostile = await arena.serve({
      script: behindConnect(message('42["before"]'), bytes, message('42["behind"]')),
    });
    const victim = await hostile.lure({ transports: ["websocket"] });
    const { ends, events } = await victim.until("disconnect");
    expect(ends).toEqual([{ reason: "transport error", description: "websocket error", cause }]);
    expect(events).toEqual(['["before"]']);
    await expectBackOff(arena, victim, "disconnect");
  });
});

describe("the end of a connection", () => {
  const close =
    (payload: Buffer | string) =>
    ({ peer }: Visit) =>
      peer.send(unmasked({ opcode: CLOSE, payload })).socket.end();
  const ends: readonly (readonly [string, (visit: Visit) => unknown])[] = [
    ["1000", close(closePayload(1000))],
    ["1011 with a reason", close(closePayload(1011, "no"))],
    ["no code", close("")],
    ["no close frame", ({ peer }) => peer.socket.end()],
    ["a reset", ({ peer }) => peer.reset()],
    ["in the middle of a frame", ({ peer }) => peer.send(message('42["long"]').subarray(0, 5)).socket.end()],
  ];

  it.each(ends)("%s", async (_name, end) => {
    const hostile = await arena.serve({
      script: async (visit) => {
        accept(visit, ...first);
        // CONNECT: the client is there.
        await visit.peer.frame();
        await end(visit);
      },
    });
    const victim = await hostile.lure({ transports: ["websocket"] });
    const seen = (await victim.until("disconnect")).ends;
    expect(["transport close", "transport error"]).toContain(seen[0]?.reason);
    await expectBackOff(arena, victim, "disconnect");
  });
});

/** A server that sends for as long as the client takes it. */
const endless =
  (...frames: readonly Buffer[]): Script =>
  async (visit) => {
    const [start, ...rest] = frames;
    accept(visit, ...first, start!);
    const chunk = Buffer.concat(Array.from({ length: 500 }, () => Buffer.concat(rest)));
    while (!visit.peer.socket.destroyed) await visit.peer.sendAll(chunk);
  };

describe("without an end", () => {
  const small: PlainOptions = { maxPayload: MEGABYTE } as PlainOptions;
  const kilobyte = "a".repeat(1000);
  const open = unmasked({ opcode: TEXT, payload: "4", fin: false });
  const floods: readonly (readonly [string, Script, string, PlainOptions])[] = [
    [
      "CVE-2026-42786, Bandit: empty fragments",
      endless(open, unmasked({ opcode: 0, fin: false })),
      "WS_ERR_TOO_MANY_BUFFERED_PARTS",
      {},
    ],
    [
      "fragments of a byte",
      endless(open, unmasked({ opcode: 0, payload: "a", fin: false })),
      "WS_ERR_TOO_MANY_BUFFERED_PARTS",
      {},
    ],
    [
      "CVE-2026-44545, Daphne: fragments beyond maxPayload",
      endless(open, unmasked({ opcode: 0, payload: kilobyte, fin: false })),
      "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
      small,
    ],
    [
      "pings of WebSocket",
      endless(open, unmasked({ opcode: PING, payload: "a".repeat(125) })),
      "WS_ERR_TOO_MANY_CONTROL_FRAMES",
      {},
    ],
  ];

  it.each(floods)("%s", async (_name, script, cause, options) => {
    const hostile = await arena.serve({ script });
    await expectGrowthBelow(30 * MEGABYTE, arena.target, async () => {
      const victim = await hostile.lure({ transports: ["websocket"], ...options });
      expect((await victim.until("disconnect")).ends).toMatchObject([{ reason: "transport error", cause }]);
      await expectLeft(arena, victim);
    });
  });

  it("row 24, CVE-2026-1526: a message that inflates to far more than maxPayload", async () => {
    // A thousand times as much; by default the limit is 100 MiB.
    const size = scaled(50 * MEGABYTE, 1000 * MEGABYTE);
    const bomb = deflateRawSync(Buffer.alloc(size, "4"), { level: 9 });
    const hostile = await arena.serve({
      script: ({ head, peer }) => {
        peer.send(
          upgradeResponse(head, "Sec-WebSocket-Extensions: permessage-deflate"),
          ...first,
          unmasked({ opcode: TEXT, rsv: 0x40, payload: bomb }),
        );
      },
    });
    const options = size > 100 * MEGABYTE ? {} : small;
    const limit = size > 100 * MEGABYTE ? 250 * MEGABYTE : 20 * MEGABYTE;
    await expectGrowthBelow(limit, arena.target, async () => {
      const victim = await hostile.lure({ transports: ["websocket"], ...options });
      expect((await victim.until("disconnect")).ends).toMatchObject([
        { reason: "transport error", cause: "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" },
      ]);
      await expectLeft(arena, victim);
    });
  });

  it("what is compressed, and is none", async () => {
    const payload = Buffer.from("ffffffff", "hex");
    const hostile = await arena.serve({
      script: ({ head, peer }) => {
        peer.send(
          upgradeResponse(head, "Sec-WebSocket-Extensions: permessage-deflate"),
          ...first,
          unmasked({ opcode: BINARY, rsv: 0x40, payload }),
        );
      },
    });
    const victim = await hostile.lure({ transports: ["websocket"] });
    expect((await victim.until("disconnect")).ends).toMatchObject([
      { reason: "transport error", cause: "Z_DATA_ERROR" },
    ]);
    await expectLeft(arena, victim);
  });
});
