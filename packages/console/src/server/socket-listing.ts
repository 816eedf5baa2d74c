import type { Namespace, Socket } from "@sockeye/server";
import type { Listing, SocketQuery, SocketRow } from "../contract/index.ts";
import { createMatcher, pageOf } from "./listing.ts";

/**
 * Sockets of a namespace: those that fit, in the order that was asked for. Handshakes, rooms and transports of the others
 * are not made just to be looked at, so that ten thousand cost a few milliseconds and no memory.
 */
export function listSockets(namespace: Namespace, query: SocketQuery): Listing<SocketRow> {
  const found = socketsIn(namespace, query.room).filter(createFilter(query));
  return pageOf(inOrder(found, query.sort), query, describeRow);
}

export function describeRow(socket: Socket): SocketRow {
  const { id, conn, handshake, rooms } = socket;
  return {
    id,
    address: handshake.address ?? "",
    transport: conn.transportName,
    connectedAt: handshake.issued,
    rooms: rooms.has(id) ? rooms.size - 1 : rooms.size,
    queued: conn.writeBuffer.length,
  };
}

function socketsIn({ sockets, adapter }: Namespace, room: string | undefined): readonly Socket[] {
  if (room === undefined) return [...sockets.values()];
  return [...(adapter.rooms.get(room) ?? [])].flatMap((id) => sockets.get(id) ?? []);
}

function createFilter({ search, transport }: SocketQuery): (socket: Socket) => boolean {
  const fits = createMatcher(search);
  return (socket) => {
    const { id, conn } = socket;
    if (transport !== undefined && conn.transportName !== transport) return false;
    if (search === undefined || fits(id) || fits(conn.remoteAddress ?? "")) return true;
    for (const room of socket.rooms) if (fits(room)) return true;
    return false;
  };
}

/** Sockets are kept in the order in which they came. */
function inOrder(sockets: readonly Socket[], sort: SocketQuery["sort"]): readonly Socket[] {
  switch (sort) {
    case "oldest":
      return sockets;
    case "newest":
      return sockets.toReversed();
    case "queue":
      return sockets.toSorted((one, other) => other.conn.writeBuffer.length - one.conn.writeBuffer.length);
    default:
      return sort satisfies never;
  }
}
