import type { Namespace, Server, Socket } from "@sockeye/server";
import type { Socket as EngineSocket } from "@sockeye/server/engine";
import { Refused } from "./refused.ts";

/** Which socket is meant. */
export interface SocketReference {
  readonly namespace: string;
  readonly id: string;
}

/** The server that is looked at. The console's own namespace is no part of it. */
export class LiveServer {
  readonly io: Server;
  readonly #consoleName: string;

  constructor(io: Server, consoleName: string) {
    this.io = io;
    this.#consoleName = consoleName;
  }

  get engine(): Server["engine"] {
    return this.io.engine;
  }

  namespaces(): readonly Namespace[] {
    return [...this.io._nsps.values()].filter(({ name }) => name !== this.#consoleName);
  }

  /** @throws Refused when there is none by this name */
  namespace(name: string): Namespace {
    const found = name === this.#consoleName ? undefined : this.io._nsps.get(name);
    if (found === undefined) throw new Refused(`There is no namespace ${name} on this server.`);
    return found;
  }

  /** @throws Refused when it is not there any more */
  socket({ namespace, id }: SocketReference): Socket {
    const found = this.namespace(namespace).sockets.get(id);
    if (found === undefined) throw new Refused("This socket is not connected any more.");
    return found;
  }

  /** The namespaces that a connection is in, by their names. */
  namespacesOf(connection: EngineSocket): readonly string[] {
    const isIn = ({ sockets }: Namespace): boolean => {
      for (const { conn } of sockets.values()) if (conn === connection) return true;
      return false;
    };
    return this.namespaces()
      .filter(isIn)
      .map(({ name }) => name);
  }
}

/** The rooms of a namespace, without those that every socket has for itself. */
export function* sharedRooms({ adapter }: Namespace): Generator<readonly [name: string, sockets: number]> {
  for (const [name, { size }] of adapter.rooms) if (!adapter.sids.has(name)) yield [name, size];
}
