import { Pool } from "pg";
import { startCluster, startNodes, type NodeGroup } from "./nodes.ts";
import type { AdapterSettings, NodeSettings } from "./settings.ts";

/** An adapter of others, with the traits that its suite has to know. */
export interface AdapterCase {
  readonly title: string;
  readonly kind: AdapterSettings["kind"];
  readonly client?: "redis" | "ioredis";
}

export const redisAdapters: readonly AdapterCase[] = [
  { title: "redis-adapter with redis", kind: "classic", client: "redis" },
  { title: "redis-adapter with ioredis, responses apart", kind: "classic-specific", client: "ioredis" },
  { title: "redis-adapter, sharded, with redis", kind: "sharded", client: "redis" },
  { title: "redis-adapter, sharded and private, with ioredis", kind: "sharded-private", client: "ioredis" },
];

export const streamsAdapters: readonly AdapterCase[] = [
  { title: "redis-streams-adapter with redis", kind: "streams", client: "redis" },
  { title: "redis-streams-adapter with ioredis", kind: "streams", client: "ioredis" },
];

export const postgresAdapters: readonly AdapterCase[] = [{ title: "postgres-adapter", kind: "postgres" }];
export const clusterAdapters: readonly AdapterCase[] = [{ title: "cluster-adapter", kind: "cluster" }];

let count = 0;
/** A name for what a group of servers shares, so that groups may share a store. */
export const nextPrefix = (): string => `sockeye_${process.pid}_${++count}`;

/** PostgreSQL's adapter expects a table for what is too large for a notification. */
async function prepareTable({ store, prefix }: AdapterSettings): Promise<void> {
  const pool = new Pool({ host: store, user: "postgres", database: "postgres" });
  await pool.query(`CREATE TABLE ${prefix}_attachments
    (id bigserial UNIQUE, created_at timestamptz DEFAULT NOW(), payload bytea)`);
  await pool.end();
}

export async function startGroup(
  settings: Omit<NodeSettings, "name">,
  names: readonly string[],
): Promise<NodeGroup> {
  const { adapter } = settings;
  if (adapter.kind === "cluster") return startCluster({ ...settings, names, sticky: "round-robin" });
  if (adapter.kind === "postgres") await prepareTable(adapter);
  return startNodes(settings, names);
}
