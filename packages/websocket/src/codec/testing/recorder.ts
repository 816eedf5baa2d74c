import { Buffer } from "node:buffer";
import { errorCatalogue, type WebSocketErrorCode } from "../../errors.ts";
import { FrameReader } from "../frame-reader.ts";
import { MessageAssembler, type MessageAssemblerOptions, type MessageSink } from "../message-assembler.ts";

/** How the codec is set up in a test; what is absent is unlimited, off, or (the role) a server. */
export interface DecodeOptions extends Partial<MessageAssemblerOptions> {
  /** A server reads masked frames, a client unmasked ones. */
  readonly role?: "server" | "client";
  readonly allowsRsv1?: boolean;
}

/** When a {@link Recorder} pauses the reader, as if its owner were busy. */
export interface PausePlan {
  /** Is asked in each callback, with the number of the callback. */
  readonly pausesAt: (callback: number) => boolean;
}

/**
 * Puts a reader and an assembler together and writes down, one line each, what they deliver. Like a connection it stops
 * the reader at an error and at a close frame. Compressed messages go through an "inflater" that changes nothing; it
 * hands on byte by byte, so that which limit breaks first does not depend on the chunks.
 */
export class Recorder implements MessageSink {
  readonly events: string[] = [];
  readonly reader: FrameReader;
  readonly assembler: MessageAssembler;
  /** Was there an error or a close frame? */
  isOver = false;
  readonly #plan: PausePlan | undefined;
  #callbacks = 0;
  #uninflated: { readonly part: Buffer; readonly isLast: boolean } | undefined;

  constructor(options: DecodeOptions = {}, plan?: PausePlan) {
    const { role = "server", allowsRsv1 = false, ...limits } = options;
    this.#plan = plan;
    this.assembler = new MessageAssembler(this, {
      maxPayload: Infinity,
      maxFragments: Infinity,
      maxBufferedChunks: Infinity,
      textAsBytes: false,
      skipUtf8Validation: false,
      ...limits,
    });
    this.reader = new FrameReader(this.assembler, { isMasked: role === "server", allowsRsv1 });
  }

  /** Pushes a copy: the reader unmasks in place, and a test case must stay as it is. */
  push(chunk: Uint8Array): void {
    this.reader.push(Buffer.from(chunk));
  }

  /** Ends a pause: first what waits for the inflater, then the rest of the chunk. */
  release(): void {
    const waiting = this.#uninflated;
    this.#uninflated = undefined;
    if (waiting !== undefined) this.#inflate(waiting.part, waiting.isLast);
    if (!this.isOver) this.reader.resume();
  }

  onText(text: string): void {
    this.#record(`text ${JSON.stringify(text)}`);
  }

  onTextBytes(bytes: Buffer): void {
    this.#record(`text-bytes ${bytes.toString("hex")}`);
  }

  onBinary(data: Buffer): void {
    this.#record(`binary ${data.toString("hex")}`);
  }

  onPing(data: Buffer): void {
    this.#record(`ping ${data.toString("hex")}`);
  }

  onPong(data: Buffer): void {
    this.#record(`pong ${data.toString("hex")}`);
  }

  onClose(code: number, reason: Buffer): void {
    this.#record(`close ${code} ${JSON.stringify(reason.toString())}`);
    this.#end();
  }

  onError(code: WebSocketErrorCode, detail?: number): void {
    const suffix = detail === undefined ? "" : ` ${detail}`;
    this.#record(`error ${errorCatalogue[code].closeCode} ${code}${suffix}`);
    this.#end();
  }

  onCompressed(part: Buffer, isLast: boolean): void {
    if (this.#plan === undefined) {
      this.#inflate(part, isLast);
    } else {
      this.#uninflated = { part, isLast };
      this.reader.pause();
    }
  }

  #inflate(part: Buffer, isLast: boolean): void {
    for (let i = 0; i < part.length; i++) {
      if (!this.assembler.pushInflated(part.subarray(i, i + 1))) return;
    }
    if (isLast) this.assembler.endInflated();
  }

  #record(event: string): void {
    this.events.push(this.isOver ? `after the end: ${event}` : event);
    if (this.#plan?.pausesAt(this.#callbacks++) === true) this.reader.pause();
  }

  #end(): void {
    this.isOver = true;
    this.reader.stop();
  }
}

/** What a reader delivers that gets these chunks. */
export function decode(chunks: readonly Uint8Array[], options: DecodeOptions = {}): string[] {
  const recorder = new Recorder(options);
  for (const chunk of chunks) recorder.push(chunk);
  return recorder.events;
}

/** Cuts bytes into chunks of the given sizes, over and over. */
export function chunksOf(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + sizes[i % sizes.length]!;
    chunks.push(bytes.subarray(at, end));
    at = end;
  }
  return chunks;
}

/** Bytes written in hex, with blanks where they help to read. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ""), "hex");
}
