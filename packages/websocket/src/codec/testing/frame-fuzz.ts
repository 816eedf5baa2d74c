import { Buffer } from "node:buffer";
import fc from "fast-check";
import { findMismatch } from "./frame-properties.ts";
import { frameSequence, type FrameSequence } from "./frame-sequences.ts";
import { chunksOf } from "./recorder.ts";

export interface FrameFuzzOptions {
  /** How many sequences to run. */
  readonly sequences: number;
  /** The same seed gives the same sequences. */
  readonly seed: number;
  /** Is called after each batch with the number of sequences so far. */
  readonly onProgress?: (done: number) => void;
}

/** A sequence that breaks a property, shrunk as far as it goes. */
export interface Counterexample {
  /** The seed of its batch, and the path to it: what `fc.check` needs to get there at once. */
  readonly seed: number;
  readonly path: string;
  /** What goes in and what comes out, to read. */
  readonly trace: string;
}

const BATCH = 10_000;

/** Runs random frame sequences in batches of one seed each, until one breaks a property. */
export function fuzzFrames({ sequences, seed, onProgress }: FrameFuzzOptions): Counterexample | undefined {
  for (let done = 0; done < sequences;) {
    const batch = Math.min(BATCH, sequences - done);
    const batchSeed = (seed + done / BATCH) | 0;
    const property = fc.property(frameSequence, (sequence) => findMismatch(sequence) === undefined);
    const outcome = fc.check(property, { seed: batchSeed, numRuns: batch });
    if (outcome.failed) {
      const [sequence] = outcome.counterexample ?? [];
      const trace = sequence === undefined ? "no counterexample was kept" : traceOf(sequence);
      return { seed: batchSeed, path: outcome.counterexamplePath ?? "", trace };
    }
    done += batch;
    onProgress?.(done);
  }
  return undefined;
}

/** Everything that is needed to make a case of the tables out of a sequence, and what is wrong with it. */
export function traceOf(sequence: FrameSequence): string {
  const { bytes, options, sizes, pauses, patience } = sequence;
  const chunks = chunksOf(bytes, sizes).map((chunk) => Buffer.from(chunk).toString("hex"));
  return [
    `options:  ${JSON.stringify(options)}`,
    `chunks:   ${chunks.join(" ")}`,
    `pauses:   ${JSON.stringify(pauses)}, patience ${JSON.stringify(patience)}`,
    whatIsWrong(sequence),
  ].join("\n");
}

function whatIsWrong(sequence: FrameSequence): string {
  try {
    return findMismatch(sequence) ?? "no property is broken";
  } catch (thrown) {
    return thrown instanceof Error ? `threw ${thrown.stack ?? thrown.message}` : "threw what is no error";
  }
}
