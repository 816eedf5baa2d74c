import type { Io } from "../implementation.ts";

/** The id of a connection or client, which the published types hide and every application reads. */
export function idOf(owner: object): string {
  return (owner as { readonly id: string }).id;
}

/** The ids of the engine's sessions, which the published types hide, too. */
export function sessionsOf(io: Io): readonly string[] {
  return Object.keys((io.engine as unknown as { readonly clients: object }).clients);
}

/** What an application keeps with a socket. */
export function dataOf(socket: { readonly data: unknown }): Record<string, unknown> {
  return socket.data as Record<string, unknown>;
}

/** A method that is deprecated, and in use. */
export function allSocketsOf(target: object): Promise<ReadonlySet<string>> {
  return (target as { allSockets(): Promise<ReadonlySet<string>> }).allSockets();
}

/** A method for engines of one's own. */
export function handOver(io: Io, connection: unknown): unknown {
  return (io as unknown as { onconnection(connection: unknown): unknown }).onconnection(connection);
}
