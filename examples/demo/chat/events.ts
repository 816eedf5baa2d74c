import type { Acknowledge } from "../shared/answer.ts";

export const ROOMS = ["#lobby", "#kitchen", "#engine room"] as const;

/**
 * Where a message goes: `#lobby` is a room, `@Ada` is every window of that name. The rooms of the server have the same
 * names, so an address is all that it takes to send.
 */
export type Address = (typeof ROOMS)[number] | `@${string}`;

/** What the page wants to say. It chooses the id, so that both sides know a message that comes twice. */
export interface Draft {
  readonly id: string;
  readonly to: Address;
  /** Of a picture: its file name. */
  readonly text: string;
  /** Has a picture been uploaded under this id? */
  readonly isPicture: boolean;
}

export interface Message extends Draft {
  readonly from: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
}

/** One window of somebody. */
export interface Visitor {
  readonly id: string;
  readonly name: string;
}

export interface RoomView {
  readonly visitors: readonly Visitor[];
  /** The last messages, oldest first. */
  readonly history: readonly Message[];
}

/** A part of a picture. */
export interface Chunk {
  readonly id: string;
  /** Bytes of the whole picture. */
  readonly size: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export interface Picture {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What pages send. */
export interface ChatToServer {
  /** Goes into a room, and out of the one before. */
  enter: (room: Address, answer: Acknowledge<RoomView>) => void;
  /** The answer is the first tick: the server has it. */
  say: (draft: Draft, answer: Acknowledge<Message>) => void;
  typing: (to: Address) => void;
  /** The answer says how many bytes have arrived. */
  upload: (chunk: Chunk, answer: Acknowledge<number>) => void;
  picture: (id: string, answer: Acknowledge<Picture>) => void;
}

/** What pages hear. */
export interface ServerToChat {
  came: (visitor: Visitor) => void;
  went: (id: string) => void;
  said: (message: Message) => void;
  /** A question: whoever answers has got the message. */
  arrived: (id: string, answer: (yes: true) => void) => void;
  /** The second tick: so many windows of others have it. */
  delivered: (id: string, windows: number) => void;
  typing: (name: string, to: Address) => void;
}

/** What the server keeps with a socket, also while its page is away for a moment. */
export interface Guest {
  name: string;
  room?: Address;
  lastSaid?: Message;
}
