import { Buffer } from "node:buffer";
import type { Server } from "@sockeye/server/engine";

type Session = Parameters<Server["onWebTransportSession"]>[0];
type Stream = TransformStream<Uint8Array, Uint8Array>;
interface ServerStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

/** A text packet as it stands in a stream: the length in one byte, or in two behind 126. */
export function textPacket(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  const { length } = bytes;
  return Buffer.concat([length < 126 ? [length] : [126, length >> 8, length & 255], bytes].map(Buffer.from));
}

/** The packets of a stream, the other way round. */
function split(bytes: Buffer): { readonly packets: string[]; readonly rest: Buffer } {
  const packets: string[] = [];
  let rest = bytes;
  while (rest.length > 2) {
    const isLong = (rest[0]! & 127) === 126;
    const start = isLong ? 3 : 1;
    const end = start + (isLong ? rest.readUInt16BE(1) : rest[0]! & 127);
    if (rest.length < end) break;
    packets.push(rest.subarray(start, end).toString());
    rest = rest.subarray(end);
  }
  return { packets, rest };
}

/** The client's end of one stream. */
export class ClientStream {
  readonly #up: WritableStreamDefaultWriter<Uint8Array>;
  readonly #down: ReadableStreamDefaultReader<Uint8Array>;
  #packets: string[] = [];
  #rest: Buffer = Buffer.alloc(0);

  constructor(up: Stream, down: Stream) {
    this.#up = up.writable.getWriter();
    this.#down = down.readable.getReader();
  }

  /** What becomes of it is seen elsewhere: nobody takes it any more once the session is over. */
  send(bytes: Uint8Array): void {
    this.#up.write(bytes).catch(() => undefined);
  }

  async packet(): Promise<string | undefined> {
    while (this.#packets.length === 0) {
      const { value } = await this.#down.read();
      if (value === undefined) return undefined;
      const { packets, rest } = split(Buffer.concat([this.#rest, value]));
      this.#packets = packets;
      this.#rest = rest;
    }
    return this.#packets.shift();
  }
}

/** A client of a WebTransport session in memory. Node has no HTTP/3, so hosts bring sessions of this shape. */
export class WebTransportClient {
  readonly session: Session;
  readonly closed: Promise<void>;
  isClosed = false;
  #end: () => void = () => undefined;
  #incoming: ReadableStreamDefaultController<ServerStream> | undefined;

  constructor() {
    this.closed = new Promise((resolve) => {
      this.#end = () => {
        this.isClosed = true;
        resolve();
      };
    });
    this.session = {
      closed: this.closed,
      incomingBidirectionalStreams: new ReadableStream<ServerStream>({
        start: (controller) => {
          this.#incoming = controller;
        },
      }),
      close: () => this.#end(),
    };
  }

  open(): ClientStream {
    const [up, down]: [Stream, Stream] = [new TransformStream(), new TransformStream()];
    this.#incoming?.enqueue({ readable: up.readable, writable: down.writable });
    return new ClientStream(up, down);
  }

  leave(): void {
    this.#end();
  }
}
