import { describeTransport, type TransportBench, type TransportHarness } from "@sockeye/testkit";
import { describe, expect, it } from "vitest";

import type { PairOptions, SessionPair } from "../testing/web-transport-pair.ts";
import { encode, isAtRest, MAX_PAYLOAD, openStream, receive, settle } from "./testing/bench.ts";

function createHarness(options: PairOptions, vanish: (pair: SessionPair) => void): TransportHarness {
  return {
    async create(owner): Promise<TransportBench> {
      const { pair, deadlines, accepted } = receive(options);
      const client = await openStream(pair);
      client.write(encode([{ type: "open" }]));
      await settle();
      const { transport } = accepted[0]!;
      transport.owner = owner;
      return {
        transport,
        settle,
        peer: {
          send: (packets) => client.write(encode(packets)),
          received: () => client.received,
          garbage: () => client.write(Uint8Array.of(1, 0x39)),
          vanish: () => vanish(pair),
        },
        backpressure: {
          buffersBytes: true,
          stall: () => pair.gate.shut(),
          resume: () => pair.gate.open(),
        },
        oversize: {
          send: () => client.write(encode([{ type: "message", data: new Uint8Array(MAX_PAYLOAD + 1) }])),
          outcome: "garbage",
        },
        async dispose() {
          transport.terminate();
          await settle();
          expect(isAtRest(transport, deadlines)).toBe(true);
        },
      };
    },
  };
}

describeTransport(
  "webtransport",
  createHarness({}, (pair) => pair.breakOff(new Error("connection lost"))),
  { describe, expect, it },
);

describeTransport(
  "webtransport in small chunks, left in good order",
  createHarness({ sliceBytes: 11, namesSource: false }, (pair) => pair.client.close()),
  { describe, expect, it },
);
