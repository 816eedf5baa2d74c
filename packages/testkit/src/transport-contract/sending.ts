import type { EnginePacket } from "@sockeye/protocol/engine";
import type { Contract } from "./harness.ts";
import { difficultMessages, message, messages, plain, plainMessages } from "./packets.ts";

/** Enough, in messages of 256 KiB, to fill what lies between a server and a peer that does not read. */
const MAX_STALLED_MESSAGES = 256;

/** From the owner to the peer. */
export function describeSending({ tools: { expect }, check }: Contract): void {
  check("begins open, ready and with nothing buffered", async ({ transport }) => {
    expect(state(transport)).toEqual({
      readyState: "open",
      isReady: true,
      isWritable: true,
      isDiscarded: false,
      bufferedBytes: 0,
    });
  });

  check("sends in order, each once: several in one call, and call after call", async (bench) => {
    await bench.sendReady(messages(300, "a"));
    for (const packet of messages(50, "b")) await bench.sendReady([packet]);
    await bench.settle();
    const expected = [...messages(300, "a"), ...messages(50, "b")];
    expect(plainMessages(bench.peer.received())).toEqual(plain(expected));
  });

  check("sends text and bytes as they are", async (bench) => {
    await bench.sendReady(difficultMessages());
    await bench.settle();
    expect(plainMessages(bench.peer.received())).toEqual(plain(difficultMessages()));
  });

  check("sends the other packets, in order with the messages", async (bench) => {
    const packets: EnginePacket[] = [
      message("before"),
      { type: "ping" },
      { type: "pong", data: "probe" },
      message("after"),
    ];
    const seen = bench.peer.received().length;
    await bench.sendReady(packets);
    await bench.settle();
    expect(plain(bench.peer.received().slice(seen, seen + 4))).toEqual(plain(packets));
  });

  check("says once when packets were taken, in order, and holds nothing then", async (bench) => {
    const sent: string[] = [];
    await bench.sendReady(messages(3), () => sent.push("first"));
    const large = [1, 2, 3].map((byte) => message(new Uint8Array(70_000).fill(byte)));
    await bench.sendReady(large, () => sent.push("second"));
    await bench.settle();
    expect(sent).toEqual(["first", "second"]);
    expect([bench.transport.bufferedBytes, bench.transport.isWritable, bench.transport.isReady]).toEqual([
      0,
      true,
      true,
    ]);
  });

  check("sends from within a delivery", async (bench) => {
    await bench.settle();
    bench.log.reaction = (packet) => {
      if (bench.transport.isReady) bench.transport.send([packet]);
    };
    bench.peer.send([message("echo")]);
    await bench.settle();
    expect(plainMessages(bench.peer.received())).toEqual(plain([message("echo")]));
  });

  check("is not ready while the peer takes nothing, and says when it is again", async (bench) => {
    const { transport, peer, log, settle, backpressure } = bench;
    if (backpressure === undefined) return;
    backpressure.stall();
    const sent: EnginePacket[] = [];
    while (transport.isReady && sent.length < MAX_STALLED_MESSAGES) {
      const packet = message(new Uint8Array(256 * 1024).fill(sent.length));
      transport.send([packet]);
      sent.push(packet);
      if (!transport.isReady) await settle();
    }
    expect(transport.isReady).toBe(false);
    const readyBefore = log.ready;
    if (backpressure.buffersBytes) {
      expect([transport.bufferedBytes > 0, transport.isWritable]).toEqual([true, false]);
    }
    backpressure.resume();
    await settle();
    expect([transport.isReady, transport.isWritable, transport.bufferedBytes]).toEqual([true, true, 0]);
    expect(log.ready > readyBefore, "onReady was called").toBe(true);
    expect(plainMessages(peer.received())).toEqual(plain(sent));
  });
}

function state(transport: object): unknown {
  const { readyState, isReady, isWritable, isDiscarded, bufferedBytes } = transport as Record<
    string,
    unknown
  >;
  return { readyState, isReady, isWritable, isDiscarded, bufferedBytes };
}
