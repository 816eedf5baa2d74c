import { createWebSocketServer, prepareText } from "@sockeye/websocket/lean";
import type { ConnectionHandler } from "@sockeye/websocket/lean";

export interface Feed {
  readonly url: string;
  /** How many listen now. */
  readonly listeners: number;
  /** Sends this to everybody; answers how many got it. */
  publish(value: unknown): number;
  close(): Promise<void>;
}

/**
 * One sender, many listeners, with the lean interface: a message is encoded once, whoever listens, and the same bytes
 * go to every connection. Listeners that are behind miss a value instead of making the server remember it for them,
 * for the next value is the better one anyway.
 */
export async function startFeed(port: number): Promise<Feed> {
  // One handler for all connections: it keeps nothing, and listeners have nothing to say.
  const handler: ConnectionHandler = {
    onText: (_text, connection) => connection.close(1008, "this is a feed: listen"),
    onBinary: (_data, connection) => connection.close(1008, "this is a feed: listen"),
  };
  const server = createWebSocketServer({
    maxPayload: 1024,
    onConnection: (connection) => {
      connection.handler = handler;
    },
  });
  const address = await server.listen({ host: "127.0.0.1", port });
  return {
    url: `ws://127.0.0.1:${address.port}/`,
    get listeners() {
      return server.connections.size;
    },
    publish: (value) => {
      const message = prepareText(JSON.stringify(value));
      let reached = 0;
      for (const connection of server.connections) {
        if (!connection.isBlocked && connection.sendPrepared(message)) reached += 1;
      }
      return reached;
    },
    close: () => server.close({ deadline: 1500 }),
  };
}
