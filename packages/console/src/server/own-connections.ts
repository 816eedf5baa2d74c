import type { Socket as EngineSocket } from "@sockeye/server/engine";
import type { Totals } from "./totals.ts";

/**
 * The connections of the pages that look. What they do is taken out of the totals: a server on which nothing happens is one
 * on which nothing is seen to happen. To count their messages means to listen to them, which is no matter for a few.
 */
export class OwnConnections {
  readonly #open = new Set<EngineSocket>();
  readonly #closes = new Map<string, number>();
  readonly #traffic = { messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 };

  /** A page has come. */
  add(connection: EngineSocket): void {
    if (this.#open.has(connection)) return;
    this.#open.add(connection);
    connection.on("packet", ({ type, data }) => {
      if (type !== "message") return;
      this.#traffic.messagesIn += 1;
      this.#traffic.bytesIn += data?.length ?? 0;
    });
    connection.on("packetCreate", ({ type, data }) => {
      if (type !== "message") return;
      this.#traffic.messagesOut += 1;
      this.#traffic.bytesOut += data?.length ?? 0;
    });
    connection.once("close", (reason) => {
      this.#open.delete(connection);
      this.#closes.set(reason, (this.#closes.get(reason) ?? 0) + 1);
    });
  }

  /** What the clients of the application make of these totals of all. */
  takeFrom({ connections, transports, traffic, closes, ...rest }: Totals): Totals {
    const own = new Map<string, number>();
    for (const { transportName } of this.#open) own.set(transportName, (own.get(transportName) ?? 0) + 1);
    return {
      ...rest,
      connections: connections - this.#open.size,
      transports: subtract(transports, own),
      closes: subtract(closes, this.#closes),
      traffic: {
        messagesIn: traffic.messagesIn - this.#traffic.messagesIn,
        messagesOut: traffic.messagesOut - this.#traffic.messagesOut,
        bytesIn: traffic.bytesIn - this.#traffic.bytesIn,
        bytesOut: traffic.bytesOut - this.#traffic.bytesOut,
      },
    };
  }
}

function subtract(all: ReadonlyMap<string, number>, own: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...all].map(([name, count]) => [name, count - (own.get(name) ?? 0)]));
}
