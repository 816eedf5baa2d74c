import type { SocketRow } from "../../contract/index.ts";
import type { ConsoleChannel } from "../../link/index.ts";

export interface SlowSocket extends SocketRow {
  readonly namespace: string;
}

const MAX_NAMESPACES = 10;
const MAX_SOCKETS = 8;

/** The sockets that have the most packets waiting, of the largest namespaces; none that have nothing waiting. */
export async function findSlowest(channel: Pick<ConsoleChannel, "ask">): Promise<readonly SlowSocket[]> {
  const { rows: namespaces } = await channel.ask("namespaces", {
    offset: 0,
    limit: MAX_NAMESPACES,
  });
  const found = await Promise.all(
    namespaces.map(async ({ name }) => {
      const query = { namespace: name, sort: "queue", offset: 0, limit: MAX_SOCKETS } as const;
      const { rows } = await channel.ask("sockets", query);
      return rows.map((row) => ({ ...row, namespace: name }));
    }),
  );
  return found
    .flat()
    .filter(({ queued }) => queued > 0)
    .sort((one, other) => other.queued - one.queued)
    .slice(0, MAX_SOCKETS);
}
