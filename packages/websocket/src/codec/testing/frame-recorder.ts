import { Buffer } from "node:buffer";
import type { WebSocketErrorCode } from "../../errors.ts";
import { FrameReader, type FrameReaderOptions, type FrameSink } from "../frame-reader.ts";

/** Writes down what a {@link FrameReader} delivers, call by call; `react` may pause or stop it from inside a call. */
export class FrameRecorder implements FrameSink {
  readonly calls: string[] = [];
  readonly reader: FrameReader;
  readonly #react: (call: string, reader: FrameReader) => void;

  constructor(
    options: Partial<FrameReaderOptions> = {},
    react?: (call: string, reader: FrameReader) => void,
  ) {
    this.reader = new FrameReader(this, { isMasked: false, allowsRsv1: false, ...options });
    this.#react = react ?? (() => undefined);
  }

  push(chunk: Uint8Array): this {
    this.reader.push(Buffer.from(chunk));
    return this;
  }

  onFrameStart(firstByte: number, payloadLength: number): void {
    this.#record(`start ${firstByte.toString(16)} ${payloadLength}`);
  }

  onFrameWhole(chunk: Buffer, start: number, end: number, ascii: boolean): void {
    this.#record(`whole ${chunk.toString("hex", start, end)} ${ascii ? "ascii" : "any"}`);
  }

  onFramePart(chunk: Buffer, start: number, end: number): void {
    this.#record(`part ${chunk.toString("hex", start, end)}`);
  }

  onFrameEnd(): void {
    this.#record("end");
  }

  onFrameError(code: WebSocketErrorCode, detail?: number): void {
    this.#record(detail === undefined ? `error ${code}` : `error ${code} ${detail}`);
  }

  #record(call: string): void {
    this.calls.push(call);
    this.#react(call, this.reader);
  }
}
