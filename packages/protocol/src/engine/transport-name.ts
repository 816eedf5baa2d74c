/** The transports, by the names that stand in requests. */
export const transportNames = ["polling", "websocket", "webtransport"] as const;

/** The name of a transport. */
export type TransportName = (typeof transportNames)[number];

/** Is this text the name of a transport? */
export function isTransportName(text: unknown): text is TransportName {
  return (transportNames as readonly unknown[]).includes(text);
}
