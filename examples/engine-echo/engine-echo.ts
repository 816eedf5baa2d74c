import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { attach } from "@sockeye/server/engine";

import { page } from "./page.ts";

export interface EngineEcho {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * An Engine.IO server beside an application of its own, here a page: whatever a client of the protocol says, over
 * long-polling or WebSocket, comes back.
 */
export async function startEngineEcho(port: number): Promise<EngineEcho> {
  const httpServer = createServer((request, response) => {
    if (request.url === "/")
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(page);
    else response.writeHead(404).end();
  });
  const engine = attach(httpServer, { maxHttpBufferSize: 1024 * 1024 });
  engine.on("connection", (socket) => {
    socket.on("message", (data) => socket.send(data));
    socket.on("upgrade", (transport) => console.log(`a client has moved to ${transport.name}`));
    socket.on("close", (reason) => console.log(`a client is gone: ${reason}`));
  });
  httpServer.listen(port, "127.0.0.1");
  await once(httpServer, "listening");
  const address = httpServer.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = once(httpServer, "close");
    engine.close();
    httpServer.close();
    await closed;
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}
