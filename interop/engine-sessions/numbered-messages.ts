import type { MessageData } from "../engine-clients/engine-api.ts";

/** What became of the messages in one direction. */
export interface Tally {
  received: number;
  lost: number;
  doubled: number;
  reordered: number;
}

export const noTally = (): Tally => ({ received: 0, lost: 0, doubled: 0, reordered: 0 });

/** A message that says where it belongs: some are text, some are bytes, of varied length. */
export function encodeNumber(session: string, number: number): string | Buffer {
  const text = `${session}:${number}:${"é".repeat(number % 40)}`;
  return number % 4 === 3 ? Buffer.from(text) : text;
}

/** The number in a message; what is not of this session, or is not as it was sent, throws. */
function decodeNumber(session: string, data: MessageData | ArrayBuffer): number {
  const text = typeof data === "string" ? data : Buffer.from(data as ArrayBuffer).toString();
  const [owner, digits, rest] = text.split(":");
  const number = Number(digits);
  if (
    owner !== session ||
    rest !== "é".repeat(number % 40) ||
    (number % 4 === 3) === (typeof data === "string")
  ) {
    throw new Error(`an altered message, or one of another session: ${text}`);
  }
  return number;
}

/** Judges the messages of one direction of one session as they come. */
export interface Judge {
  take(data: MessageData | ArrayBuffer): void;
  /** How many different ones have come. */
  readonly seen: number;
  /** Adds up, given how many were sent. */
  finish(sent: number): Tally;
}

export function createJudge(session: string): Judge {
  const numbers = new Set<number>();
  const tally = noTally();
  let last = -1;
  return {
    take: (data) => {
      const number = decodeNumber(session, data);
      tally.received += 1;
      if (numbers.has(number)) tally.doubled += 1;
      else if (number < last) tally.reordered += 1;
      numbers.add(number);
      last = Math.max(last, number);
    },
    get seen() {
      return numbers.size;
    },
    finish: (sent) => ({ ...tally, lost: sent - numbers.size }),
  };
}

export function addTally(sum: Tally, more: Tally): void {
  sum.received += more.received;
  sum.lost += more.lost;
  sum.doubled += more.doubled;
  sum.reordered += more.reordered;
}
