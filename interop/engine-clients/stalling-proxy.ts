import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A TCP proxy that stops forwarding when told to, as a network that is gone does, or that cuts. */
export interface StallingProxy {
  readonly url: string;
  /** Nothing passes any more, not even the end of a connection. */
  stall(): void;
  /** Ends all connections at once. */
  cut(): void;
}

/** A proxy to a local port, which ends when the test is over. */
export async function startStallingProxy(port: number): Promise<StallingProxy> {
  const sockets = new Set<Socket>();
  let isStalled = false;
  const watch = (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
  };
  const forward = (from: Socket, to: Socket) => {
    from.on("data", (chunk) => {
      if (!isStalled) to.write(chunk);
    });
    from.on("end", () => {
      if (!isStalled) to.end();
    });
    from.on("close", () => {
      if (!isStalled) to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    watch(client);
    watch(upstream);
    forward(client, upstream);
    forward(upstream, client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stall: () => {
      isStalled = true;
    },
    cut,
  };
}
