import type { ServerTransport } from "@sockeye/server/ports";

/** The ways in which an owner ends a transport, by name. */
export const endings: readonly (readonly [name: string, end: (transport: ServerTransport) => void])[] = [
  ["close", (transport) => transport.close()],
  ["discard", (transport) => transport.discard()],
  ["terminate", (transport) => transport.terminate()],
];
