import { once } from "node:events";
import type { Application } from "../../server-clients/application.ts";
import type { Seen } from "../../server-clients/client-kind.ts";
import type { Connected, Scene } from "../../server-clients/scene.ts";

/** Cuts the connection of a client; resolves with what it saw, once the server knows as well. */
export async function loseConnection(
  scene: Scene,
  application: Application,
  { server, socket }: Pick<Connected, "server" | "socket">,
): Promise<Seen> {
  await scene.settle(server);
  // A server learns of a cut only by an open request.
  await scene.becomeWritable(application, server);
  application.cut();
  const seen = await socket.take();
  await application.ending(server);
  return seen;
}

/** Cuts all connections; the port stays known, and nobody listens there. */
export async function closePort({ httpServer, cut }: Application): Promise<void> {
  const closed = once(httpServer, "close");
  httpServer.close();
  cut();
  await closed;
}

export async function openPort({ httpServer, port }: Application): Promise<void> {
  httpServer.listen(port, "127.0.0.1");
  await once(httpServer, "listening");
}
