import type { Layer, LayerKind } from "../wire/index.ts";

/** The floors as one reads them, from the ground up. */
export const LAYER_KINDS: readonly LayerKind[] = ["http", "websocket", "engine", "socket", "event", "note"];

export const LAYER_NAMES: Readonly<Record<LayerKind, string>> = {
  http: "HTTP",
  websocket: "WebSocket",
  engine: "Engine.IO",
  socket: "Socket.IO",
  event: "Event",
  note: "Note",
};

/** An arrow, and in words what it means. */
export const DIRECTIONS: Readonly<
  Record<Layer["direction"], { readonly arrow: string; readonly word: string }>
> = {
  out: { arrow: "→", word: "sent" },
  in: { arrow: "←", word: "received" },
  local: { arrow: "•", word: "here" },
};

/**
 * A layer in a chain of many, in as few words as will do: a WebSocket message is known by what it carries, an event by
 * its arguments, as its name has been told one floor below.
 */
export function shortTitle({ kind, title, children, fields }: Layer): string {
  if (kind === "websocket" && children.length > 0) return "WS";
  if (kind !== "event") return title;
  const args = fields.filter(({ name }) => name.startsWith("argument")).map(({ value }) => value);
  return args.length === 0 ? title : args.join(", ");
}
