import { OPCODE, closePayload, frame } from "../harness/frames.ts";
import { responseText } from "../harness/raw-peer.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed } from "../harness/world.ts";
import { recordHandshake } from "./server-handshake.ts";

/** Bytes of a client whose server either goes on, and answers the ping behind them, or fails. */
function toServer(name: string, ...parts: readonly Buffer[]): Scenario {
  return {
    name: `strictness, server: ${name}`,
    async run(world) {
      const { peer } = await world.rawPair();
      peer.write(Buffer.concat([...parts, frame(OPCODE.ping, "still there", { masked: true })]));
      await peer.untilFrames(1);
      if (peer.frames[0]?.opcode === OPCODE.close) await peer.untilClosed();
      world.log("peer", peer.frameLines.join());
    },
  };
}

function toClient(name: string, ...parts: readonly Buffer[]): Scenario {
  return {
    name: `strictness, client: ${name}`,
    async run(world) {
      const port = await world.rawServer((peer, request) => {
        peer.write(responseText(request));
        peer.write(Buffer.concat([...parts, frame(OPCODE.ping, "still there")]));
        void peer.untilFrames(1).then(() => {
          world.log("peer", peer.frameLines.join());
          peer.socket.end();
        });
      });
      await closed(world.dial(port, { perMessageDeflate: false }));
    },
  };
}

const NO_MASK = Buffer.alloc(4);
const masked = { masked: true };
const bad = Buffer.from([0x61, 0xff, 0x62]);

export const strictnessScenarios: readonly Scenario[] = [
  toServer("a length of 1 in 16 bits", Buffer.from([0x81, 0xfe, 0, 1]), NO_MASK, Buffer.from("a")),
  toServer(
    "a length of 1 in 64 bits",
    Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 0, 0, 1]),
    NO_MASK,
    Buffer.from("a"),
  ),
  toServer("a length of 0 in 16 bits", Buffer.from([0x82, 0xfe, 0, 0]), NO_MASK),
  toServer(
    "text that is not UTF-8 in a fragment that others follow",
    frame(OPCODE.text, bad, { masked: true, fin: false }),
  ),
  toServer(
    "a character that two fragments share",
    frame(OPCODE.text, Buffer.from([0xe2, 0x82]), { masked: true, fin: false }),
  ),
  toServer("an empty fragment", frame(OPCODE.text, "", { masked: true, fin: false })),
  toServer("a mask of zeros", Buffer.from([0x81, 0x81]), NO_MASK, Buffer.from("a")),
  toServer("an unasked pong", frame(OPCODE.pong, "", masked)),
  toServer(
    "a close with a code that only endpoints may set",
    frame(OPCODE.close, closePayload(1010), masked),
  ),
  toClient("a length of 1 in 16 bits", Buffer.from([0x81, 0x7e, 0, 1]), Buffer.from("a")),
  toClient("a length of 1 in 64 bits", Buffer.from([0x81, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1]), Buffer.from("a")),
  toClient(
    "text that is not UTF-8 in a fragment that others follow",
    frame(OPCODE.text, bad, { fin: false }),
  ),
  toClient(
    "a character that two fragments share",
    frame(OPCODE.text, Buffer.from([0xe2, 0x82]), { fin: false }),
  ),
  {
    name: "strictness, server: text that is not UTF-8 in a frame that has not ended",
    async run(world) {
      const { accepted, peer } = await world.rawPair();
      const over = closed(accepted);
      peer.write(frame(OPCODE.text, Buffer.concat([bad, Buffer.alloc(100, 0x61)]), masked).subarray(0, 20));
      // What does not fail at the bad byte goes on waiting for the rest.
      peer.socket.end();
      await Promise.all([over, peer.untilClosed()]);
      world.log("peer", peer.frameLines.join());
    },
  },
  {
    name: "strictness, server: HTTP/1.0",
    run: (world) => recordHandshake(world, { httpVersion: "1.0" }, {}),
  },
  {
    name: "strictness, server: a key that is not base64 of 16 bytes, though as long",
    run: (world) =>
      recordHandshake(world, { headers: { "Sec-WebSocket-Key": "!!!!!!!!!!!!!!!!!!!!!!==" } }, {}),
  },
  {
    name: "strictness, server: a key whose last bits are not zero",
    run: (world) =>
      recordHandshake(world, { headers: { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZR==" } }, {}),
  },
  {
    name: "strictness, server: spaces around the values",
    run: (world) =>
      recordHandshake(
        world,
        { headers: { Upgrade: "  websocket  ", "Sec-WebSocket-Protocol": " a ,\tb " } },
        {},
      ),
  },
  {
    name: "strictness, server: an origin is not looked at",
    run: (world) => recordHandshake(world, { headers: { Origin: "null" } }, {}),
  },
];
