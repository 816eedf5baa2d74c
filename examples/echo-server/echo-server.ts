import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { WebSocketServer } from "@sockeye/websocket";

export interface EchoServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The smallest useful server, with the API that users of `ws` know: what comes goes back, text as text, bytes as bytes. */
export async function startEchoServer(port: number): Promise<EchoServer> {
  const server = new WebSocketServer({ host: "127.0.0.1", port, maxPayload: 1024 * 1024 });
  server.on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    // The peer broke a rule or a limit. It is being closed for it; that is no reason for the server to end.
    socket.on("error", (error) => console.error(`a client failed: ${error.message}`));
  });
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of server.clients) socket.close(1001);
    await closed;
  };
  return { url: `ws://127.0.0.1:${address.port}/`, close };
}
