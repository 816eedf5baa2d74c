import { endings } from "./endings.ts";
import type { Contract } from "./harness.ts";
import { message, messages, plain, plainMessages } from "./packets.ts";
import { RecordingOwner } from "./recording-owner.ts";

/** How a transport ends, by its peer or by its owner. */
export function describeEnding(contract: Contract): void {
  describeLoss(contract);
  describeClosing(contract);
  describeLetGo(contract);
}

function describeLoss({ tools: { expect }, check }: Contract): void {
  check("says once that the peer is gone", async ({ transport, peer, log, settle }) => {
    peer.vanish();
    await settle();
    peer.vanish();
    await settle();
    expect(log.closed.length).toBe(1);
    expect(["transport close", "transport error"].includes(log.closed[0]!), log.closed[0]).toBe(true);
    expect([transport.readyState, transport.isReady, transport.isWritable]).toEqual(["closed", false, false]);
    expect([log.garbage, log.isAttributed]).toEqual([0, true]);
  });

  check("ends for whoever closes it after that", async ({ transport, peer, log, settle }) => {
    peer.vanish();
    await settle();
    let ended = 0;
    transport.close(() => ended++);
    expect(ended, "not before close has returned").toBe(0);
    await settle();
    transport.discard();
    transport.terminate();
    await settle();
    expect([ended, log.closed.length, transport.readyState]).toEqual([1, 1, "closed"]);
  });

  check("takes being closed by the report of its end", async ({ transport, peer, log, settle }) => {
    let ended = 0;
    transport.owner = Object.assign(new RecordingOwner(), {
      onClosed: () => {
        log.reaction({ type: "close" });
        transport.close(() => ended++);
        transport.discard();
      },
    });
    let reports = 0;
    log.reaction = () => reports++;
    peer.vanish();
    await settle();
    expect([reports, ended]).toEqual([1, 1]);
  });

  for (const [name, end] of endings) {
    if (name === "close") continue;
    check(
      `does not say that packets were taken after ${name}`,
      async ({ transport, settle, backpressure }) => {
        await settle();
        backpressure?.stall();
        let sent = 0;
        transport.send([message(new Uint8Array(256 * 1024))], () => sent++);
        const before = sent;
        end(transport);
        backpressure?.resume();
        await settle();
        expect(sent).toBe(before);
      },
    );
  }
}

function describeClosing({ tools: { expect }, check }: Contract): void {
  check("closes after what was handed over, and says so once", async (bench) => {
    const { transport, peer, log, settle } = bench;
    await settle();
    let ended = 0;
    transport.send(messages(3));
    transport.close(() => ended++);
    expect(ended, "not before close has returned").toBe(0);
    expect(transport.readyState === "open").toBe(false);
    expect([transport.isReady, transport.isWritable, transport.isDiscarded]).toEqual([false, false, false]);
    await settle();
    transport.close();
    await settle();
    expect(plainMessages(peer.received())).toEqual(plain(messages(3)));
    expect([ended, transport.readyState]).toEqual([1, "closed"]);
    expect(log.closed).toEqual([]);
  });

  check("does not report the peer's end once it is closed", async ({ transport, peer, log, settle }) => {
    let ended = 0;
    transport.close(() => ended++);
    peer.vanish();
    await settle();
    expect([log.closed, ended, transport.readyState]).toEqual([[], 1, "closed"]);
  });

  check("ends at once by terminate, also while it closes", async ({ transport, settle, backpressure }) => {
    await settle();
    backpressure?.stall();
    let ended = 0;
    if (transport.isReady) transport.send([message(new Uint8Array(256 * 1024))]);
    transport.close(() => ended++);
    transport.terminate();
    transport.terminate();
    await settle();
    expect([ended, transport.readyState, transport.bufferedBytes]).toEqual([1, "closed", 0]);
  });
}

function describeLetGo({ tools: { expect }, check }: Contract): void {
  check("ends by itself when it is discarded", async ({ transport, peer, log, settle }) => {
    await settle();
    expect(transport.isDiscarded).toBe(false);
    transport.discard();
    expect([transport.isDiscarded, transport.isReady]).toEqual([true, false]);
    transport.discard();
    await settle();
    peer.vanish();
    await settle();
    expect([log.closed, log.packets.length, transport.isDiscarded]).toEqual([[], 0, true]);
    expect(transport.readyState).toBe("closed");
  });

  check("ends at once when it is terminated", async ({ transport, peer, log, settle }) => {
    transport.terminate();
    await settle();
    expect([transport.readyState, transport.isReady, transport.isWritable]).toEqual(["closed", false, false]);
    peer.send([message("late")]);
    peer.vanish();
    await settle();
    expect(log.closed.length <= 1, "onClosed at most once").toBe(true);
    expect(log.packets).toEqual([]);
  });
}
