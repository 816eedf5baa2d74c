import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** So many round trips in a row in which nothing happened. */
const QUIET_ROUNDS = 5;

/**
 * A connection of its own over the same loopback. Whatever else is on its way in this process has been handed on when an
 * echo has come back, so a few echoes without anything new mean that nothing more will come (timers apart).
 */
export class Quiet {
  readonly #server: Server;
  readonly #socket: Socket;

  private constructor(server: Server, socket: Socket) {
    this.#server = server;
    this.#socket = socket;
  }

  static async start(): Promise<Quiet> {
    const server = createServer({ noDelay: true }, (peer) => {
      peer.on("error", () => undefined);
      peer.pipe(peer);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    await once(socket, "connect");
    return new Quiet(server, socket);
  }

  /** Resolves when `signature` has stopped changing. */
  async settle(signature: () => string): Promise<void> {
    let last = signature();
    for (let rounds = 0; rounds < QUIET_ROUNDS;) {
      await this.#echo();
      const now = signature();
      rounds = now === last ? rounds + 1 : 0;
      last = now;
    }
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#socket.destroy();
    this.#server.close();
    await closed;
  }

  async #echo(): Promise<void> {
    const answer = once(this.#socket, "data");
    this.#socket.write(".");
    await answer;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
