import type { EnginePacket } from "@sockeye/protocol/engine";
import { endings } from "./endings.ts";
import type { Contract } from "./harness.ts";
import { difficultMessages, message, messages, plain } from "./packets.ts";
import { RecordingOwner } from "./recording-owner.ts";

/** From the peer to the owner. */
export function describeReceiving({ tools: { expect }, check }: Contract): void {
  check("delivers messages in order, each once", async ({ peer, log, settle }) => {
    const expected = [...messages(300, "a"), ...messages(200, "b")];
    peer.send(expected.slice(0, 300));
    await settle();
    for (const packet of expected.slice(300)) {
      peer.send([packet]);
      await settle();
    }
    expect(plain(log.packets)).toEqual(plain(expected));
    expect(log.isAttributed, "each call names the transport").toBe(true);
    expect(log.closed).toEqual([]);
  });

  check("delivers text and bytes as they were sent", async ({ peer, log, settle }) => {
    peer.send(difficultMessages());
    await settle();
    expect(plain(log.packets)).toEqual(plain(difficultMessages()));
  });

  check(
    "delivers the other packets as packets, in order with the messages",
    async ({ peer, log, settle }) => {
      const packets: EnginePacket[] = [
        message("before"),
        { type: "pong" },
        { type: "ping", data: "probe" },
        message("between"),
        { type: "upgrade" },
        { type: "noop" },
        message("after"),
      ];
      peer.send(packets);
      await settle();
      expect(plain(log.packets)).toEqual(plain(packets));
    },
  );

  check("speaks to the owner it has at that time", async ({ transport, peer, log, settle }) => {
    const second = new RecordingOwner();
    peer.send([message("first")]);
    await settle();
    transport.owner = second;
    expect(transport.owner === second).toBe(true);
    peer.send([message("second")]);
    await settle();
    expect(plain(log.packets)).toEqual(plain([message("first")]));
    expect(plain(second.packets)).toEqual(plain([message("second")]));
  });

  check(
    "reports what cannot be decoded once, and delivers nothing after it",
    async ({ peer, log, settle }) => {
      peer.send([message("good")]);
      await settle();
      peer.garbage();
      await settle();
      peer.send([message("late")]);
      peer.garbage();
      await settle();
      expect(log.garbage).toBe(1);
      expect(plain(log.packets)).toEqual(plain([message("good")]));
    },
  );

  check("takes being closed by the report of garbage", async ({ transport, peer, log, settle }) => {
    transport.owner = Object.assign(new RecordingOwner(), {
      onGarbage: () => {
        log.reaction({ type: "noop" });
        transport.close();
      },
    });
    let reports = 0;
    log.reaction = () => reports++;
    peer.garbage();
    await settle();
    expect(reports).toBe(1);
    expect(transport.readyState).toBe("closed");
  });

  check("ends over a message beyond its limit", async ({ oversize, log, settle }) => {
    if (oversize === undefined) return;
    oversize.send();
    await settle();
    expect(log.packets).toEqual([]);
    expect({ garbage: log.garbage, closed: log.closed }).toEqual(
      oversize.outcome === "garbage"
        ? { garbage: 1, closed: [] }
        : { garbage: 0, closed: ["transport error"] },
    );
  });

  for (const [name, end] of endings) {
    check(`delivers nothing more once ${name} was called`, async ({ transport, peer, log, settle }) => {
      end(transport);
      peer.send([message("late")]);
      peer.garbage();
      await settle();
      expect([log.packets.length, log.garbage]).toEqual([0, 0]);
    });

    check(
      `delivers nothing more of a batch that led to ${name}`,
      async ({ transport, peer, log, settle }) => {
        log.reaction = (packet) => {
          if (packet.data === "m1") end(transport);
        };
        peer.send(messages(5));
        await settle();
        expect(plain(log.packets)).toEqual(plain(messages(2)));
        expect(log.closed).toEqual([]);
      },
    );
  }
}
