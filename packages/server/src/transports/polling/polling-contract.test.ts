import { createDialects, type EnginePacket } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import { describeTransport, type TransportBench } from "@sockeye/testkit";
import { describe, expect, it } from "vitest";
import type { BodyCompressor, TransportOwner } from "../../ports/index.ts";
import { FakeExchange } from "../testing/fake-exchange.ts";
import { PollingBench } from "../testing/polling-bench.ts";

const dialects = createDialects(portableBytes);

/** Compresses in the next turn, to nothing less than it was. */
const slowly: BodyCompressor = {
  threshold: 0,
  select: () => "gzip",
  compress: (body, _encoding, callback) => {
    setImmediate(callback, typeof body === "string" ? portableBytes.encodeUtf8(body) : body);
  },
};

interface Variant {
  readonly protocol: 3 | 4;
  readonly compressor?: BodyCompressor;
}

/** A client that polls whenever it can, until the server says goodbye. */
function createBench(owner: TransportOwner, { protocol, compressor }: Variant): TransportBench {
  const { transport, clock } = new PollingBench({
    protocol,
    context: { maxHttpBufferSize: 1_000_000, ...(compressor === undefined ? {} : { compressor }) },
  });
  transport.owner = owner;
  const dialect = dialects[protocol];
  const received: EnginePacket[] = [];
  let poll: FakeExchange | undefined;
  let isGone = false;
  let isStalled = false;

  const take = (body: string | Uint8Array) => {
    // Only a goodbye that is all there is comes as one character.
    const reader = dialect.readPayload(body);
    for (let packet = reader.next(); packet !== undefined; packet = reader.next()) {
      if ("code" in packet) throw packet;
      received.push(packet);
      if (packet.type === "close") isGone = true;
    }
  };
  const collect = () => {
    if (poll?.response !== undefined) {
      const { status, body, headers } = poll.response;
      poll = undefined;
      if (status !== 200) isGone = true;
      else take(isBinary(headers) ? body : textOf(body));
    }
    if (poll !== undefined || isGone || isStalled) return;
    poll = new FakeExchange();
    transport.onRequest(poll);
  };
  const post = (body: string | Uint8Array) => {
    const isBytes = typeof body !== "string";
    const headers: Record<string, string> = isBytes ? { "content-type": "application/octet-stream" } : {};
    transport.onRequest(new FakeExchange({ method: "POST", body, headers }));
  };
  return {
    transport,
    peer: {
      send: (packets) => {
        if (!isGone) post(dialect.encodePayload(packets, true));
      },
      received: () => {
        collect();
        return received;
      },
      garbage: () => {
        if (!isGone) post("garbage");
      },
      vanish: () => {
        isGone = true;
        poll?.leave();
      },
    },
    settle: async () => {
      for (let round = 0; round < 5; round++) {
        collect();
        await new Promise(setImmediate);
        clock.turn();
      }
    },
    backpressure: {
      buffersBytes: false,
      stall: () => (isStalled = true),
      resume: () => (isStalled = false),
    },
  };
}

const isBinary = (headers: Readonly<Record<string, unknown>>) =>
  headers["Content-Type"] === "application/octet-stream";

const textOf = (body: string | Uint8Array) =>
  typeof body === "string" ? body : (portableBytes.decodeUtf8(body) ?? "");

const variants: readonly (readonly [string, Variant])[] = [
  ["polling v4", { protocol: 4 }],
  ["polling v3", { protocol: 3 }],
  ["polling v4, compressed", { protocol: 4, compressor: slowly }],
  ["polling v3, compressed", { protocol: 3, compressor: slowly }],
];

for (const [name, variant] of variants) {
  describeTransport(name, { create: async (owner) => createBench(owner, variant) }, { describe, expect, it });
}
