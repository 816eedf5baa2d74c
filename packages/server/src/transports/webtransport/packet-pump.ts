import { StreamReader, type EnginePacket, type StreamReaderOptions } from "@sockeye/protocol/engine";
import type { ProtocolError } from "@sockeye/protocol/kernel";
import type { StreamReaderLike } from "./session.ts";

/** Who hears what a stream brings. */
export interface PacketSink {
  onPacket(packet: EnginePacket): void;
  /** The stream cannot be understood. Nothing follows. */
  onError(error: ProtocolError): void;
  /** The stream has ended or, when there is an error, broken off. Nothing follows. */
  onEnd(error: unknown): void;
}

/**
 * Reads a stream and hands on its packets, while there is a sink for them. It reads one chunk after the other, so that a
 * sink that is gone stops the peer by flow control; what is left of one chunk is all that it ever keeps.
 */
export class PacketPump {
  readonly #chunks: StreamReaderLike<Uint8Array>;
  readonly #stream: StreamReader;
  #sink: PacketSink | undefined;
  #held: (EnginePacket | ProtocolError)[] = [];
  #isReading = false;
  #isStopped = false;

  constructor(chunks: StreamReaderLike<Uint8Array>, options: StreamReaderOptions) {
    this.#chunks = chunks;
    this.#stream = new StreamReader(options, {
      onPacket: (packet) => {
        this.#take(packet);
      },
      onError: (error) => {
        this.#take(error);
      },
    });
  }

  /** From here on this sink gets what comes, first what was held. */
  resume(sink: PacketSink): void {
    if (this.#isStopped) return;
    this.#sink = sink;
    const held = this.#held;
    this.#held = [];
    for (const each of held) this.#take(each);
    this.#read();
  }

  /** Holds what comes until there is another sink. */
  hold(): void {
    this.#sink = undefined;
  }

  /** Nothing more is handed on. */
  stop(): void {
    this.#isStopped = true;
    this.#sink = undefined;
    this.#held = [];
    this.#stream.stop();
  }

  #take(taken: EnginePacket | ProtocolError): void {
    const sink = this.#sink;
    if (this.#isStopped) return;
    if (sink === undefined) {
      this.#held.push(taken);
    } else if ("code" in taken) {
      this.stop();
      sink.onError(taken);
    } else {
      sink.onPacket(taken);
    }
  }

  #read(): void {
    if (this.#isReading || this.#sink === undefined) return;
    this.#isReading = true;
    this.#chunks
      .read()
      .then(({ done, value }) => {
        this.#isReading = false;
        if (this.#isStopped) return;
        if (done || value === undefined) return this.#end(undefined);
        this.#stream.push(value);
        this.#read();
      })
      .catch((error: unknown) => {
        this.#end(error ?? new Error("The stream broke off"));
      });
  }

  #end(error: unknown): void {
    const sink = this.#sink;
    this.stop();
    sink?.onEnd(error);
  }
}
