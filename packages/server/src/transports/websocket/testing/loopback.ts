import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createDialects, type EnginePacket } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import type { TransportBench } from "@sockeye/testkit";
import { connect, type Connection } from "@sockeye/websocket/lean";
import type { ServerTransport, TransportOwner } from "../../../ports/index.ts";
import type { MessageTransportParts } from "../message-transport.ts";

const dialects = createDialects(portableBytes);

/** The most that the servers of these tests accept. */
export const MAX_PAYLOAD = 1_000_000;

/** What varies from one run of the contract to the next. */
export interface Variant {
  readonly protocol: 3 | 4;
  readonly supportsBinary: boolean;
}

/** An upgrade request, to be turned into a transport. */
export interface UpgradeArrival {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly parts: MessageTransportParts;
}

/** Turns an upgrade request into a transport. */
export type Accept = (arrival: UpgradeArrival, onTransport: (transport: ServerTransport) => void) => void;

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
}

function defer<Value>(): Deferred<Value> {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((onResolve) => {
    resolve = onResolve;
  });
  return { promise, resolve };
}

/** Lets what is ready in this process happen. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
}

/** A transport over a real connection on loopback, and its client. */
export async function createLoopbackBench(
  owner: TransportOwner,
  { protocol, supportsBinary }: Variant,
  accept: Accept,
): Promise<TransportBench> {
  const dialect = dialects[protocol];
  const http = createServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  const arrived = defer<{ transport: ServerTransport; socket: Duplex }>();
  http.on("upgrade", (request, socket: Duplex, head: Buffer) => {
    accept({ request, socket, head, parts: { dialect, supportsBinary } }, (transport) => {
      transport.owner = owner;
      arrived.resolve({ transport, socket });
    });
  });
  const client = new Client(dialect);
  client.connection = await connect(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, {
    handler: client,
    // The bench settles by pings.
    maxControlFramesPerSecond: Infinity,
  });
  const { transport, socket } = await arrived.promise;
  const serverEnded = new Promise((resolve) => socket.on("close", resolve));
  const bothEnded = Promise.all([client.ended, serverEnded]);
  let isStalled = false;
  return {
    transport,
    settle: async () => {
      if (isStalled) return turns(20);
      await Promise.race([client.roundTrip(), bothEnded]);
      await turns(4);
    },
    peer: {
      send: (packets) => client.send(packets, protocol === 3 || supportsBinary),
      received: () => client.received,
      garbage: () => void client.connection?.sendText("garbage"),
      vanish: () => client.connection?.terminate(),
    },
    backpressure: {
      buffersBytes: true,
      stall: () => {
        isStalled = true;
        client.connection?.pause();
      },
      resume: () => {
        isStalled = false;
        client.connection?.resume();
      },
    },
    oversize: {
      send: () => void client.connection?.sendText(`4${"x".repeat(MAX_PAYLOAD)}`),
      outcome: "transport error",
    },
    dispose: async () => {
      client.connection?.terminate();
      transport.terminate();
      await bothEnded;
      http.close();
    },
  };
}

class Client {
  connection: Connection | undefined;
  readonly received: EnginePacket[] = [];
  readonly ended: Promise<undefined>;
  readonly #dialect: MessageTransportParts["dialect"];
  readonly #onEnded: () => void;
  #onPong: () => void = () => {};

  constructor(dialect: MessageTransportParts["dialect"]) {
    this.#dialect = dialect;
    const { promise, resolve } = defer<undefined>();
    this.ended = promise;
    this.#onEnded = () => resolve(undefined);
  }

  onText(text: string): void {
    this.#take(text);
  }

  onBinary(data: Buffer): void {
    this.#take(data);
  }

  onPong(): void {
    this.#onPong();
  }

  onError(): void {
    // What became of it is seen at the other end.
  }

  onClose(): void {
    this.#onEnded();
  }

  send(packets: readonly EnginePacket[], supportsBinary: boolean): void {
    for (const packet of packets) {
      const frame = this.#dialect.encodeFrame(packet, supportsBinary);
      if (typeof frame === "string") this.connection?.sendText(frame);
      else this.connection?.sendBinary(frame);
    }
  }

  /** All that was sent before has arrived, both ways. */
  roundTrip(): Promise<void> {
    return new Promise((resolve) => {
      this.#onPong = resolve;
      this.connection?.ping("settle");
    });
  }

  #take(frame: string | Uint8Array): void {
    const packet = this.#dialect.decodeFrame(frame);
    if ("code" in packet) throw packet;
    this.received.push(packet);
  }
}
