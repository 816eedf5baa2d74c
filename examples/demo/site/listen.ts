import type { AddressInfo, Server } from "node:net";

export interface ListenOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** How many ports to try, one after the other, when they are taken. */
  readonly attempts: number;
}

/** Listens on the first free port from `port` on and answers which one that is. */
export async function listenOnFreePort(server: Server, options: ListenOptions): Promise<number> {
  const { host, port, attempts } = options;
  const last = port === 0 ? 0 : Math.min(port + attempts - 1, 65_535);
  for (let candidate = port; candidate <= last; candidate += 1) {
    const bound = await tryListen(server, host, candidate);
    if (bound !== undefined) return bound;
  }
  throw new Error(
    `The ports ${port} to ${last} of ${host} are all taken. Choose another with the variable PORT.`,
  );
}

/** `undefined` when the port is taken; any other trouble rejects. */
async function tryListen(server: Server, host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      server.off("listening", onListening);
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(error);
    };
    const onListening = (): void => {
      server.off("error", onError);
      resolve((server.address() as AddressInfo).port);
    };
    server.once("error", onError);
    server.once("listening", onListening);
    server.listen(port, host);
  });
}

/** Where a browser on this machine finds what listens there. */
export function urlOf(host: string, port: number): string {
  const isEverywhere = host === "0.0.0.0" || host === "::";
  const name = isEverywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
