import type { SessionRegistry } from "../runtime/session-registry.ts";
import { socketOf, type Socket } from "./socket.ts";

/**
 * The sessions as an object from id to socket, as users of engine.io read it: a live view that costs nothing until
 * somebody looks. It cannot be written to.
 */
export function createClientsView(sessions: SessionRegistry): Readonly<Record<string, Socket>> {
  const find = (id: string): Socket | undefined => {
    const session = sessions.get(id);
    return session && socketOf(session);
  };
  const describe = (id: string | symbol): PropertyDescriptor | undefined => {
    const value = typeof id === "string" ? find(id) : undefined;
    return value && { value, enumerable: true, configurable: true, writable: false };
  };
  return new Proxy<Record<string, Socket>>(Object.create(null) as Record<string, Socket>, {
    get: (_, id) => (typeof id === "string" ? find(id) : undefined),
    has: (_, id) => typeof id === "string" && sessions.has(id),
    ownKeys: () => [...sessions.ids()],
    getOwnPropertyDescriptor: (_, id) => describe(id),
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
  });
}
