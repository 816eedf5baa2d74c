import { errorCatalogue } from "../../errors.ts";
import type { FrameSequence } from "./frame-sequences.ts";
import { chunksOf, decode, Recorder } from "./recorder.ts";
import { referenceDecode } from "./reference-codec.ts";

/** The outcome that all others are held against: everything in one chunk. */
export function eventsInOneChunk({ bytes, options }: FrameSequence): string[] {
  return decode([bytes], options);
}

export function eventsInChunks({ bytes, options, sizes }: FrameSequence): string[] {
  return decode(chunksOf(bytes, sizes), options);
}

/** Pauses from inside callbacks and between chunks; chunks that come in during a pause are pushed all the same. */
export function eventsWithPauses({ bytes, options, sizes, pauses, patience }: FrameSequence): string[] {
  const recorder = new Recorder(options, { pausesAt: (callback) => pauses[callback % pauses.length]! });
  let round = 0;
  let left = patience[0]!;
  for (const chunk of chunksOf(bytes, sizes)) {
    recorder.push(chunk);
    if (left-- > 0) continue;
    left = patience[++round % patience.length]!;
    // Either the pause ends between two chunks, or one begins there.
    if (recorder.reader.isPaused) recorder.release();
    else recorder.reader.pause();
  }
  while (recorder.reader.isPaused && !recorder.isOver) recorder.release();
  return recorder.events;
}

/** What is different between the reader's events and the reference decoder's; nothing when they agree. */
export function disagreement(
  { bytes, options }: FrameSequence,
  events: readonly string[],
): string | undefined {
  const { events: expected, broken } = referenceDecode(bytes, options);
  const last = events.at(-1);
  const failed = last?.startsWith("error ") === true;
  const good = failed ? events.slice(0, -1) : events;
  const describe = () =>
    `reader:\n  ${events.join("\n  ")}\nreference:\n  ${[...expected, ...broken].join("\n  ")}`;
  if (good.join("\n") !== expected.join("\n")) return describe();
  if (!failed) return broken.length === 0 ? undefined : describe();
  const isOneOf = broken.some((code) =>
    `${last} `.startsWith(`error ${errorCatalogue[code].closeCode} ${code} `),
  );
  return isOneOf ? undefined : describe();
}

/** Holds one sequence to every property; says what is wrong, or nothing. */
export function findMismatch(sequence: FrameSequence): string | undefined {
  const events = eventsInOneChunk(sequence);
  const expected = events.join("\n");
  const chunked = eventsInChunks(sequence);
  if (chunked.join("\n") !== expected) return trace("in chunks", events, chunked);
  const paused = eventsWithPauses(sequence);
  if (paused.join("\n") !== expected) return trace("with pauses", events, paused);
  return disagreement(sequence, events);
}

function trace(how: string, expected: readonly string[], actual: readonly string[]): string {
  return `in one chunk:\n  ${expected.join("\n  ")}\n${how}:\n  ${actual.join("\n  ")}`;
}
