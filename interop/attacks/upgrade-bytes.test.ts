import { describe, expect, it } from "vitest";
import { BINARY, CLOSE, frame, PING, PONG, TEXT } from "./harness/frames.ts";
import { useTarget } from "./harness/target.ts";
import { dialWire, openWire, upgradeRequest, type WirePeer } from "./harness/wire-peer.ts";

/** First bytes of which a client's first frame may consist (RFC 6455, section 5.2). */
const LEGAL = new Map([
  [0x01, "fragment"],
  [0x02, "fragment"],
  [0x81, "message"],
  [0x82, "message"],
  [0x88, "close"],
  [0x89, "ping"],
  [0x8a, "pong"],
]);

const ALL = Array.from({ length: 256 }, (_, byte) => byte);
/** The rest of an empty masked frame. */
const REST = Buffer.from("800badcafe", "hex");

/** The server must have waited: the frame is completed now, and answered as it should be. */
async function expectPatience(peer: WirePeer, first: number): Promise<void> {
  expect(peer.received.length).toBe(0);
  peer.send(REST);
  if (LEGAL.get(first) === "fragment") peer.send(frame({ opcode: 0 }));
  if (LEGAL.get(first) === "pong") peer.send(frame({ opcode: PING }));
  const answer = await peer.frame();
  const expected = { fragment: first & 15, message: first & 15, close: CLOSE, ping: PONG, pong: PONG };
  expect(answer?.firstByte).toBe(0x80 | expected[LEGAL.get(first) as keyof typeof expected]);
  expect(answer?.payload.length).toBe(0);
  await peer.reset();
}

async function expectRefusal(peer: WirePeer): Promise<void> {
  expect(await peer.closeCode()).toBe(1002);
  await peer.closed;
}

describe("CVE-2022-21676, row 21: bytes in the same segment as the upgrade request", () => {
  const arena = useTarget();

  it("each of the 256 first bytes waits for its frame or fails with 1002", async () => {
    const { port } = await arena.serve();
    await Promise.all(
      ALL.map(async (first) => {
        const peer = await dialWire(port);
        peer.send(upgradeRequest(), Buffer.of(first));
        expect(await peer.status()).toBe(101);
        if (LEGAL.has(first)) return expectPatience(peer, first);
        // A continuation is wrong only because nothing is continued, which its header tells.
        if ((first & 0x7f) === 0) peer.send(REST);
        return expectRefusal(peer);
      }),
    );
  });

  it("the same while the decision is pending", async () => {
    const server = await arena.serve({ decision: "wait" });
    const peers = await Promise.all(
      ALL.map(async (first) => {
        const peer = await dialWire(server.port);
        return peer.send(upgradeRequest(), Buffer.of(first), REST);
      }),
    );
    await server.until({ undecided: ALL.length });
    await server.settle(true);
    for (const [first, peer] of peers.entries()) {
      expect(await peer.status()).toBe(101);
      if (!LEGAL.has(first)) await expectRefusal(peer);
      else await peer.reset();
    }
  });

  it("the word test, and a frame without a mask", async () => {
    const { port } = await arena.serve();
    for (const bytes of ["test", frame({ opcode: TEXT, payload: "x", mask: false })]) {
      const peer = await dialWire(port);
      peer.send(upgradeRequest(), bytes);
      expect(await peer.status()).toBe(101);
      await expectRefusal(peer);
    }
  });

  it("loses nothing: ten messages in the segment, and one of 1 MB that begins in it", async () => {
    const { port } = await arena.serve();
    const peer = await dialWire(port);
    const large = Buffer.alloc(1_000_000, "large");
    const numbers = Array.from({ length: 10 }, (_, index) => `message ${index}`);
    peer.send(
      upgradeRequest(),
      ...numbers.map((payload) => frame({ opcode: TEXT, payload })),
      frame({ opcode: BINARY, payload: large }),
    );
    expect(await peer.status()).toBe(101);
    for (const number of numbers) expect((await peer.frame())?.payload.toString()).toBe(number);
    expect((await peer.frame())?.payload.equals(large)).toBe(true);
    await peer.reset();
  });

  it("a request in pieces of one byte with a frame behind it", async () => {
    const { port } = await arena.serve();
    const peer = await dialWire(port);
    const bytes = Buffer.concat([Buffer.from(upgradeRequest()), frame({ opcode: TEXT, payload: "slow" })]);
    for (const byte of bytes) await peer.sendAll(Buffer.of(byte));
    expect(await peer.status()).toBe(101);
    expect((await peer.frame())?.payload.toString()).toBe("slow");
    await peer.reset();
  });

  it("a refused request takes its frames with it", async () => {
    const { port } = await arena.serve();
    const peer = await dialWire(port);
    peer.send(
      upgradeRequest("/", { "Sec-WebSocket-Key": "short" }),
      frame({ opcode: TEXT, payload: "lost" }),
    );
    expect(await peer.status()).toBe(400);
    await peer.closed;
    await (await openWire(port)).reset();
  });
});
