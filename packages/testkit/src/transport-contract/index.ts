import { describeEnding } from "./ending.ts";
import type { Contract, RecordedBench, TestTools, TransportHarness } from "./harness.ts";
import { describeReceiving } from "./receiving.ts";
import { RecordingOwner } from "./recording-owner.ts";
import { describeSending } from "./sending.ts";

export type {
  Expectation,
  TestTools,
  TransportBackpressure,
  TransportBench,
  TransportHarness,
  TransportPeer,
} from "./harness.ts";
export { RecordingOwner } from "./recording-owner.ts";

/**
 * The contract suite of `ServerTransport`: every rule that is written there, as a test.
 *
 * @example
 * ```ts
 * import { describeTransport } from "@sockeye/testkit";
 * import { describe, expect, it } from "vitest";
 *
 * describeTransport("my transport", { create: (owner) => createBench(owner) }, { describe, expect, it });
 * ```
 */
export function describeTransport(name: string, harness: TransportHarness, tools: TestTools): void {
  const contract: Contract = {
    tools,
    check(title, body) {
      tools.it(title, async () => {
        const bench = await record(harness);
        try {
          await body(bench);
        } finally {
          await bench.dispose?.();
        }
      });
    },
  };
  tools.describe(`${name}, by the contract of ServerTransport`, () => {
    tools.describe("receiving", () => describeReceiving(contract));
    tools.describe("sending", () => describeSending(contract));
    tools.describe("ending", () => describeEnding(contract));
  });
}

async function record(harness: TransportHarness): Promise<RecordedBench> {
  const log = new RecordingOwner();
  const bench = await harness.create(log);
  await bench.settle();
  return {
    transport: bench.transport,
    peer: bench.peer,
    backpressure: bench.backpressure,
    oversize: bench.oversize,
    log,
    settle: () => bench.settle(),
    dispose: () => bench.dispose?.(),
    async sendReady(packets, onSent) {
      await bench.settle();
      bench.transport.send(packets, onSent);
    },
  };
}
