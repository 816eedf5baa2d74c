import { once } from "node:events";
import { Server, type AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

const listen = Server.prototype.listen;

/** What a test knows of the servers that a program opens. */
export interface Opened {
  /** The port of the first one, once it listens. */
  port(): Promise<number>;
}

/**
 * Programs on pages ask for the port that their readers will try. During a test they get a free one of the loopback interface; the
 * servers are closed when it is over.
 */
export function redirectListeners(): Opened {
  const servers: Server[] = [];
  function listenOnLoopback(this: Server, ...args: unknown[]): Server {
    servers.push(this);
    const callback = args.at(-1);
    const options = { port: 0, host: "127.0.0.1" };
    return listen.call(this, options, typeof callback === "function" ? (callback as () => void) : undefined);
  }
  Server.prototype.listen = listenOnLoopback as typeof listen;
  onTestFinished(async () => {
    Server.prototype.listen = listen;
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  });
  return {
    async port() {
      const [server] = servers;
      if (server === undefined) throw new Error("the program has opened no server");
      if (!server.listening) await once(server, "listening");
      return (server.address() as AddressInfo).port;
    },
  };
}
