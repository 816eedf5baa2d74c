/** The floors of the house, from the ground up. */
export type LayerKind = "http" | "websocket" | "engine" | "socket" | "event" | "note";

/** Some bytes of a layer, named and explained in a sentence. The fields of a layer lie side by side and leave no gap. */
export interface Field {
  /** Short: "packet type", "namespace". */
  readonly name: string;
  /** Offsets into the bytes of the layer. */
  readonly start: number;
  readonly end: number;
  /** What the bytes say: "4 (message)". */
  readonly value: string;
  readonly explanation: string;
}

/** One unit of one layer, and what it carries. */
export interface Layer {
  readonly kind: LayerKind;
  readonly direction: "in" | "out" | "local";
  /** What it is, shortly: "POST, 2 packets", "text message", "ping (probe)", "EVENT chat", "ack 3". */
  readonly title: string;
  /** One sentence for those who have never seen one: what it is for. */
  readonly explanation: string;
  readonly bytes: Uint8Array;
  /** Were bytes told from what the browser says, because it does not show them (frame headers)? */
  readonly derived: boolean;
  /** Is something wrong with it? A sentence. */
  readonly problem?: string;
  readonly fields: readonly Field[];
  /** What it carries, one floor up, in order. */
  readonly children: readonly Layer[];
}
