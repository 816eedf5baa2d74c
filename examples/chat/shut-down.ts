import type { Server } from "node:http";

import type { WebSocket, WebSocketServer } from "@sockeye/websocket";

/**
 * Stops listening, says goodbye to every connection with close code 1001 ("going away", RFC 6455 section 7.4.1), and
 * cuts off at the deadline whoever has not answered. Settles when the port is free and no connection is left.
 */
export async function shutDown(
  server: Server,
  endpoints: readonly WebSocketServer[],
  deadlineMs: number,
): Promise<void> {
  const sockets = (): WebSocket[] => endpoints.flatMap((endpoint) => [...endpoint.clients]);
  const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
  const deadline = setTimeout(() => {
    for (const socket of sockets()) socket.terminate();
    server.closeAllConnections();
  }, deadlineMs);
  for (const socket of sockets()) socket.close(1001, "the server goes away");
  server.closeIdleConnections();
  const ended = endpoints.map((endpoint) => new Promise<void>((resolve) => endpoint.close(() => resolve())));
  await Promise.all([stopped, ...ended]);
  clearTimeout(deadline);
}
