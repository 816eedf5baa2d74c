import { deflateRawSync } from "node:zlib";
import { OPCODE, closePayload, frame } from "../harness/frames.ts";
import { responseText } from "../harness/raw-peer.ts";
import type { ClientOptions, ServerOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed } from "../harness/world.ts";

type Build = (masked: boolean) => Buffer;

/** Sends bytes that are wrong to a server; records the error, the closure and the close frame that the peer got. */
function toServer(name: string, build: Build, options: ServerOptions): Scenario {
  return {
    name: `frame error, server: ${name}`,
    async run(world) {
      const offer = options.perMessageDeflate ? "permessage-deflate" : undefined;
      const { accepted, peer } = await world.rawPair(options, {
        headers: { "Sec-WebSocket-Extensions": offer },
      });
      const over = closed(accepted);
      peer.write(build(true));
      await Promise.all([over, peer.untilClosed()]);
      world.log("peer", peer.frameLines.join(", "), `ended ${peer.ended}`);
    },
  };
}

/** The same from a server to a client. */
function toClient(name: string, build: Build, options: ClientOptions): Scenario {
  return {
    name: `frame error, client: ${name}`,
    async run(world) {
      const answer = options.perMessageDeflate ? ["Sec-WebSocket-Extensions: permessage-deflate"] : [];
      let ended: Promise<void> | undefined;
      const port = await world.rawServer((peer, request) => {
        peer.write(responseText(request, ...answer));
        peer.write(build(false));
        ended = peer.untilEnded().then(() => world.log("peer", peer.frameLines.join(", ")));
      });
      await closed(world.dial(port, options));
      await ended;
    },
  };
}

function both(name: string, build: Build, options: ClientOptions = {}): Scenario[] {
  const { perMessageDeflate = false, ...rest } = options;
  return [
    toServer(name, build, { perMessageDeflate, ...(rest as ServerOptions) }),
    toClient(name, build, { perMessageDeflate, ...rest }),
  ];
}

function one(
  opcode: number,
  payload: string | Uint8Array = "",
  more: { fin?: boolean; rsv?: number } = {},
): Build {
  return (masked) => frame(opcode, payload, { ...more, masked });
}

function several(...parts: readonly Build[]): Build {
  return (masked) => Buffer.concat(parts.map((part) => part(masked)));
}

/** A header that promises a payload of a length that is written by hand, with no payload after it. */
function promised(length: bigint): Build {
  return (masked) => {
    const bytes = Buffer.alloc(masked ? 14 : 10);
    bytes[0] = 0x82;
    bytes[1] = masked ? 0xff : 0x7f;
    bytes.writeBigUInt64BE(length, 2);
    return bytes;
  };
}

const RSV1 = 0x40;
const deflated = (bytes: Uint8Array): Buffer => deflateRawSync(bytes, { finishFlush: 2 }).subarray(0, -4);
const deflate = { perMessageDeflate: true } as const;

export const frameErrorScenarios: readonly Scenario[] = [
  toServer("a frame without a mask", () => frame(OPCODE.text, "a"), {}),
  toClient("a frame with a mask", () => frame(OPCODE.text, "a", { masked: true }), {}),
  ...both("RSV1 without an extension", one(OPCODE.text, "a", { rsv: RSV1 })),
  ...both("RSV2", one(OPCODE.text, "a", { rsv: 0x20 })),
  ...both("RSV3", one(OPCODE.text, "a", { rsv: 0x10 })),
  ...both("RSV1 on a ping", one(OPCODE.ping, "a", { rsv: RSV1 }), deflate),
  ...both(
    "RSV1 on a continuation",
    several(one(OPCODE.text, "a", { fin: false }), one(OPCODE.continuation, "b", { rsv: RSV1 })),
    deflate,
  ),
  ...both("opcode 3", one(3, "a")),
  ...both("opcode 7", one(7, "a")),
  ...both("opcode 11", one(11, "a")),
  ...both("opcode 15", one(15)),
  ...both("a continuation of nothing", one(OPCODE.continuation, "a")),
  ...both("text within a message", several(one(OPCODE.text, "a", { fin: false }), one(OPCODE.text, "b"))),
  ...both(
    "binary within a message",
    several(one(OPCODE.binary, "a", { fin: false }), one(OPCODE.binary, "b")),
  ),
  ...both("a ping in fragments", one(OPCODE.ping, "a", { fin: false })),
  ...both("a close in fragments", one(OPCODE.close, "", { fin: false })),
  ...both("a ping of 126 bytes", one(OPCODE.ping, Buffer.alloc(126))),
  ...both("a close of 1 byte", one(OPCODE.close, "a")),
  ...both("a close of 126 bytes", one(OPCODE.close, closePayload(1000, "x".repeat(124)))),
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535].flatMap((code) =>
    both(`close code ${code}`, one(OPCODE.close, closePayload(code))),
  ),
  ...both("a reason that is not UTF-8", one(OPCODE.close, closePayload(1000, Buffer.from([0xff])))),
  ...both("text that is not UTF-8", one(OPCODE.text, Buffer.from([0x61, 0xff]))),
  ...both("text that ends within a character", one(OPCODE.text, Buffer.from([0xe2, 0x82]))),
  ...both("a surrogate in UTF-8", one(OPCODE.text, Buffer.from([0xed, 0xa0, 0x80]))),
  ...both(
    "fragments that are not UTF-8",
    several(one(OPCODE.text, Buffer.from([0xff]), { fin: false }), one(OPCODE.continuation, "b")),
  ),
  ...both("a message before the error", several(one(OPCODE.text, "good"), one(3), one(OPCODE.text, "never"))),
  ...both("more than maxPayload", one(OPCODE.binary, "123456"), { maxPayload: 5 }),
  ...both(
    "fragments of more than maxPayload",
    several(one(OPCODE.binary, "123", { fin: false }), one(OPCODE.continuation, "456")),
    { maxPayload: 5 },
  ),
  ...both("a length of 2^53", promised(2n ** 53n)),
  ...both("a length of 2^63", promised(2n ** 63n)),
  ...both("a length of 2^32", promised(2n ** 32n)),
  ...both("not a deflate stream", one(OPCODE.text, Buffer.from([0xff, 0xff, 0xff]), { rsv: RSV1 }), deflate),
  ...both(
    "inflated text that is not UTF-8",
    one(OPCODE.text, deflated(Buffer.from([0xff])), { rsv: RSV1 }),
    deflate,
  ),
  ...both(
    "more than maxPayload when inflated",
    one(OPCODE.binary, deflated(Buffer.alloc(10000)), { rsv: RSV1 }),
    {
      ...deflate,
      maxPayload: 1000,
    },
  ),
  ...both(
    "too many fragments",
    several(
      one(OPCODE.binary, "a", { fin: false }),
      one(OPCODE.continuation, "b", { fin: false }),
      one(OPCODE.continuation, "c", { fin: false }),
      one(OPCODE.continuation, "d"),
    ),
    { maxFragments: 2 },
  ),
];

/** At the limit, nothing happens. */
export const limitScenarios: readonly Scenario[] = [
  {
    name: "limits: exactly maxPayload, whole and in fragments",
    async run(world) {
      const { accepted, peer } = await world.rawPair({ maxPayload: 5 });
      const over = closed(accepted);
      peer.write(
        several(
          one(OPCODE.binary, "12345"),
          one(OPCODE.binary, "123", { fin: false }),
          one(OPCODE.continuation, "45"),
          one(OPCODE.ping, "control frames do not count"),
          one(OPCODE.close),
        )(true),
      );
      await over;
    },
  },
  {
    name: "limits: maxPayload 0 is no limit",
    async run(world) {
      const { accepted, peer } = await world.rawPair({ maxPayload: 0 });
      const over = closed(accepted);
      peer.write(several(one(OPCODE.binary, Buffer.alloc(100000)), one(OPCODE.close))(true));
      await over;
    },
  },
  {
    name: "limits: exactly maxFragments",
    async run(world) {
      const { accepted, peer } = await world.rawPair({ maxFragments: 2 });
      const over = closed(accepted);
      const message = several(one(OPCODE.binary, "a", { fin: false }), one(OPCODE.continuation, "b"));
      peer.write(several(message, message, one(OPCODE.close))(true));
      await over;
    },
  },
  {
    name: "limits: a client's maxPayload does not concern what it sends",
    async run(world) {
      const { client, accepted } = await world.pair({}, { maxPayload: 5 });
      const over = closed(client, accepted);
      client.send("more than five");
      client.close(1000);
      await over;
    },
  },
  {
    name: "limits: what a client sends beyond the server's maxPayload",
    async run(world) {
      const { client, accepted } = await world.pair({ maxPayload: 5 });
      const over = closed(client, accepted);
      client.send("more than five");
      await over;
    },
  },
];
