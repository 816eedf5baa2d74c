/** Text and bytes as they went over the wire. */
export type Payload = string | Uint8Array;

interface Recorded {
  /** Counted per connection, from 0. */
  readonly id: number;
  /** Milliseconds since the page was opened (`performance.now()`), or since 1970 for what a server recorded. */
  readonly at: number;
}

/** One HTTP request and its answer. Grows while it is under way: the same id, seen again with more in it. */
export interface HttpRecord extends Recorded {
  readonly kind: "http";
  readonly method: string;
  readonly url: string;
  readonly requestBody?: Payload;
  readonly status?: number;
  readonly responseBody?: Payload;
  /** When the answer was complete, or failed. */
  readonly endedAt?: number;
  /** Why there is no answer. */
  readonly error?: string;
}

/** A WebSocket or WebTransport that is opened. Grows like a request. */
export interface OpeningRecord extends Recorded {
  readonly kind: "opening";
  readonly transport: "websocket" | "webtransport";
  readonly url: string;
  readonly state: "opening" | "open" | "failed";
  /** What was agreed on, `permessage-deflate` for example. */
  readonly extensions?: string;
  readonly endedAt?: number;
}

/** One WebSocket message. Browsers show messages, not frames: header and mask are told from its length. */
export interface FrameRecord extends Recorded {
  readonly kind: "frame";
  readonly direction: "in" | "out";
  readonly data: Payload;
}

/** The end of a WebSocket. */
export interface ClosingRecord extends Recorded {
  readonly kind: "closing";
  readonly code: number;
  readonly reason: string;
}

/** An Engine.IO packet of a live client, as its server saw it. */
export interface PacketRecord extends Recorded {
  readonly kind: "packet";
  readonly direction: "in" | "out";
  readonly transport: string;
  readonly type: string;
  readonly data?: Payload;
}

/** What the library, or a fault button, did: connected, waits before the next attempt, was cut off. */
export interface NoteRecord extends Recorded {
  readonly kind: "note";
  readonly tone: "good" | "bad" | "busy" | "fault";
  readonly text: string;
}

export type WireRecord = HttpRecord | OpeningRecord | FrameRecord | ClosingRecord | PacketRecord | NoteRecord;
