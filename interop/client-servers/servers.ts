import type { implementation } from "../server-clients/implementation.ts";

type Implementation = typeof implementation;

/** One of the servers that the client must get on with. */
export interface PeerServer {
  /** As the tests call it. */
  readonly name: string;
  /** What is imported. */
  readonly specifier: string;
  /** Features that it does not have, by title, and why. */
  readonly lacks: Readonly<Record<string, string>>;
}

/** What came with later versions of the server. */
const lacking40 = {
  "answers the server's emitWithAck, with and without a timeout": "came with 4.6",
  "lets the server's patience end when it keeps silent": "timeouts came with 4.4",
  "broadcasts to all except a room": "loses the exception behind io, until 4.0.3",
  "broadcasts to all except one, by its id": "loses the exception behind io, until 4.0.3",
  "answers broadcasts, each client for itself": "came with 4.5",
  "gives the answers that came when some keep silent": "came with 4.5",
  "creates one namespace of a pattern for two clients": "the event new_namespace came with 4.1",
  "leaves one namespace and stays in the other": "cleanupEmptyChildNamespaces came with 4.6",
  "sees the same, whatever catch-all listeners the server has": "those for outgoing events came with 4.5",
  "comes back when its connection is lost, as somebody new": "its sockets have no `recovered`",
  "comes back as the one that it was, and gets what it has missed": "recovery came with 4.6",
  "comes back as the one that it was, although it was never sent anything": "recovery came with 4.6",
  "comes back as the one that it was, although the last event was volatile and ends in a text":
    "recovery came with 4.6",
  "is new after it has left by itself, although the server would recover it": "recovery came with 4.6",
  "gets on with a server that recovers connections": "recovery came with 4.6",
  "exchanges events and acknowledgements in MessagePack": "it asks by emitWithAck, which came with 4.6",
  "hears broadcasts in MessagePack": "it asks all, which came with 4.5",
} as const;

const lacking3 = {
  ...lacking40,
  "broadcasts to a list of rooms": "came with 4.0",
  "broadcasts to a room except another": "came with 4.0",
  "broadcasts from one to others except a room": "came with 4.0",
  "broadcasts text and bytes of all sizes": "it names a list of rooms, which came with 4.0",
  "is found by fetchSockets": "came with 4.0",
  "is moved from room to room": "came with 4.0",
  "is disconnected by room": "came with 4.0",
} as const;

export const servers = {
  sockeye: { name: "@sockeye/server", specifier: "@sockeye/server", lacks: {} },
  "4.8": { name: "socket.io 4.8", specifier: "socket.io", lacks: {} },
  "4.0": { name: "socket.io 4.0", specifier: "socket.io-v4.0", lacks: lacking40 },
  "3": { name: "socket.io 3", specifier: "socket.io-v3", lacks: lacking3 },
} as const satisfies Record<string, PeerServer>;

/** What takes the place of the server under test of `server-clients`. */
export async function serveBy(key: keyof typeof servers): Promise<{ implementation: Implementation }> {
  const { Server } = (await import(servers[key].specifier)) as Pick<Implementation, "Server">;
  return { implementation: { name: key === "sockeye" ? "sockeye" : "published", Server } };
}
