import { Buffer } from "node:buffer";

import type { DeflateAgreement } from "../../handshake/deflate-negotiation.ts";
import { type DeflateOptions, resolveDeflateOptions } from "../../handshake/deflate-options.ts";
import { Compressor } from "../compressor.ts";
import { Decompressor, type InflateFailure } from "../decompressor.ts";

export interface Setting {
  readonly agreement?: Partial<DeflateAgreement>;
  readonly role?: "server" | "client";
  readonly options?: DeflateOptions;
  readonly maxPayload?: number;
}

/** An agreement without any parameter, changed as wanted. */
function agree(change: Partial<DeflateAgreement> = {}): DeflateAgreement {
  return {
    serverNoContextTakeover: false,
    clientNoContextTakeover: false,
    serverMaxWindowBits: 15,
    clientMaxWindowBits: 15,
    header: "permessage-deflate",
    ...change,
  };
}

export function createCompressor({ agreement, role = "server", options }: Setting = {}): Compressor {
  return new Compressor({
    agreement: agree(agreement),
    role,
    resolved: resolveDeflateOptions(options ?? true),
  });
}

/** A decompressor for what {@link createCompressor} makes in the other role. */
export function createDecompressor(setting: Setting = {}): Decompressor {
  const { agreement, role = "client", options, maxPayload = Infinity } = setting;
  return new Decompressor({
    agreement: agree(agreement),
    role,
    resolved: resolveDeflateOptions(options ?? true),
    maxPayload,
  });
}

export function compress(
  compressor: Compressor,
  data: Buffer | readonly Buffer[] | string,
  fin = true,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    compressor.compress(typeof data === "string" ? Buffer.from(data) : data, { fin }, (error, compressed) => {
      if (error === undefined) resolve(compressed);
      else reject(error);
    });
  });
}

export interface Inflated {
  readonly output: Buffer;
  readonly chunks: number;
  readonly failure: InflateFailure | undefined;
}

/** Inflates one part; rejects when it is not over exactly once. */
export function inflatePart(
  decompressor: Decompressor,
  part: Buffer,
  endOfMessage: boolean,
): Promise<Inflated> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let calls = 0;
    decompressor.inflate(
      part,
      { endOfMessage },
      {
        onOutput(chunk) {
          if (calls > 0) reject(new Error("output after the end"));
          chunks.push(Buffer.from(chunk));
          return true;
        },
        onDone(failure) {
          if (++calls > 1) reject(new Error("done twice"));
          // A turn later, so that a second call would be seen.
          setImmediate(resolve, { output: Buffer.concat(chunks), chunks: chunks.length, failure });
        },
      },
    );
  });
}

/** Inflates a message in parts, up to the first failure. */
export async function inflate(
  decompressor: Decompressor,
  ...parts: readonly (Buffer | readonly number[])[]
): Promise<Inflated> {
  const outputs: Buffer[] = [];
  let chunks = 0;
  for (const [index, part] of parts.entries()) {
    const result = await inflatePart(decompressor, Buffer.from(part as Buffer), index === parts.length - 1);
    outputs.push(result.output);
    chunks += result.chunks;
    if (result.failure !== undefined)
      return { output: Buffer.concat(outputs), chunks, failure: result.failure };
  }
  return { output: Buffer.concat(outputs), chunks, failure: undefined };
}

/** Bytes that look random, the same ones every time. */
export function noise(length: number, alphabet = 256): Buffer {
  let state = 42;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 16) % alphabet;
    }),
  );
}
