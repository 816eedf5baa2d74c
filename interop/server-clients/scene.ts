import { once } from "node:events";
import type { Socket } from "socket.io";
import type { Socket as PublishedSocket } from "socket.io-client";
import { expect, onTestFinished } from "vitest";
import { modes, type Mode } from "../engine-clients/test-client.ts";
import type { Application } from "./application.ts";
import type { Ability, ClientKind, ConnectionOptions, Seen, TestClient, TestSocket } from "./client-kind.ts";

export type OpenOptions = Partial<ConnectionOptions>;

/** The two ends of one namespace of one connection. */
export interface Connected {
  readonly client: TestClient;
  readonly socket: TestSocket;
  readonly server: Socket;
}

/** One kind of client, and the transports that it may use. */
export interface Scene {
  readonly kind: ClientKind;
  readonly mode: Mode;
  can(ability: Ability): boolean;
  /** A client that is closed when the test is over. */
  open(application: Application, options?: OpenOptions): Promise<TestClient>;
  /** The same, with one namespace, once both ends know that they are connected. */
  connect(
    application: Application,
    options?: Omit<OpenOptions, "namespaces"> & { readonly namespace?: string },
  ): Promise<Connected>;
  /** Waits until the connection has come to its last transport. */
  settle(server: Socket): Promise<void>;
  /** Waits until something can be sent at once. */
  becomeWritable(application: Application, server: Socket): Promise<void>;
  /** How this client tells of a disconnection. */
  disconnected(reason: PublishedSocket.DisconnectReason): Seen;
  /** How this client tells of a refusal. */
  refused(message: string, data?: unknown): Seen;
}

// Byte by byte, as is the default, half a megabyte takes seconds.
expect.addEqualityTesters([
  (a: unknown, b: unknown) =>
    a instanceof Uint8Array && b instanceof Uint8Array ? Buffer.compare(a, b) === 0 : undefined,
]);

/** Sees what a connection's end means for both sides. */
export async function expectEnd(
  { scene, application, connected }: { scene: Scene; application: Application; connected: Connected },
  reasons: { readonly client: PublishedSocket.DisconnectReason; readonly server: string },
): Promise<void> {
  expect(await connected.socket.take()).toEqual(scene.disconnected(reasons.client));
  expect((await application.ending(connected.server)).reason).toBe(reasons.server);
  expect(connected.server.connected).toBe(false);
}

/** The published socket of a client in JavaScript; features that use it name an ability which others lack. */
export function publishedSocket(socket: TestSocket): PublishedSocket {
  if (socket.published === undefined) throw new Error("this client is not written in JavaScript");
  return socket.published;
}

export function createScene(kind: ClientKind, mode: Mode): Scene {
  const can = (ability: Ability) => kind.lacks[ability] === undefined;
  const open: Scene["open"] = async (application, options = {}) => {
    const client = await kind.open({ url: application.url, mode, namespaces: ["/"], ...options });
    onTestFinished(() => client.close());
    return client;
  };
  return {
    kind,
    mode,
    can,
    open,
    connect: async (application, { namespace = "/", ...options } = {}) => {
      const client = await open(application, { ...options, namespaces: [namespace] });
      const socket = client.socket(namespace);
      expect(await socket.take()).toEqual(["connect"]);
      const server = await application.accept(namespace);
      expect(await socket.id()).toBe(server.id);
      return { client, socket, server };
    },
    settle: async (server) => {
      if (server.conn.transport.name !== modes[mode].at(-1)) await once(server.conn, "upgrade");
    },
    becomeWritable: async (application, server) => {
      while (!server.conn.transport.writable) {
        if (server.conn.transport.name === "polling") await once(application.httpServer, "request");
        else await once(server.conn, "drain");
        // The server may be the later of the two listeners.
        await new Promise(setImmediate);
      }
    },
    disconnected: (reason) => (can("disconnect reasons") ? ["disconnect", reason] : ["disconnect"]),
    refused: (message, data) =>
      kind.protocol === 5 ? ["connect_error", message, data] : ["connect_error", data ?? message],
  };
}
