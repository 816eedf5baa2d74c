import { io as connect, type ManagerOptions, type Socket, type SocketOptions } from "@sockeye/client";

/** Real clients of a server, which end with the test. */
export class Crowd {
  readonly #origin: string;
  readonly #clients: Socket[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** So many more, in the order in which they connect. */
  async gather(
    count: number,
    where: Partial<ManagerOptions & SocketOptions> & { namespace?: string } = {},
  ): Promise<Socket[]> {
    const clients: Socket[] = [];
    for (let index = 0; index < count; index += 1) clients.push(await this.add(where));
    return clients;
  }

  /** One more, once it is connected. */
  async add({
    namespace = "/",
    ...options
  }: Partial<ManagerOptions & SocketOptions> & { namespace?: string } = {}): Promise<Socket> {
    const client = connect(this.#origin + namespace, {
      forceNew: true,
      transports: ["websocket"],
      ...options,
    });
    this.#clients.push(client);
    await heard(client, "connect");
    return client;
  }

  leave(): void {
    for (const client of this.#clients) client.disconnect();
  }
}

/** The arguments of the next such event. */
export function heard(client: Socket, event: string): Promise<unknown[]> {
  return new Promise((resolve) => client.once(event, (...args: unknown[]) => resolve(args)));
}
