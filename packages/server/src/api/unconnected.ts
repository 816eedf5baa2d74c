import type { Client } from "./client.ts";

/** The connections that have not asked for a namespace yet. They cost memory and do nothing: beyond a number the oldest goes. */
export class Unconnected {
  readonly #clients = new Set<Client<any, any, any>>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#clients.size;
  }

  add(client: Client<any, any, any>): void {
    this.#clients.add(client);
    if (this.#clients.size <= this.#most) return;
    const [oldest] = this.#clients;
    this.#clients.delete(oldest!);
    oldest!._violate("SIO_TOO_MANY_UNCONNECTED");
    // Over polling that would wait for the next poll, and its memory with it.
    oldest!.conn.close(true);
  }

  delete(client: Client<any, any, any>): void {
    this.#clients.delete(client);
  }
}
