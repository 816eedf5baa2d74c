import { createRequire } from "node:module";
import { connectRedis } from "./clients.mjs";

/**
 * @typedef {import("../settings.ts").AdapterSettings} AdapterSettings
 * @typedef {{ create: unknown, close: () => Promise<void> }} Adapter
 */

const require = createRequire(import.meta.url);

/**
 * The types of these packages know the published server only.
 *
 * @param {unknown} module
 */
export const untyped = (module) =>
  /** @type {Record<string, (...parameters: unknown[]) => unknown>} */ (module);

/** A node that died is missed soon, and one that is only slow is not. */
const heartbeats = { heartbeatInterval: 300, heartbeatTimeout: 4_000 };

/** @type {(factory: string, options: object) => (settings: AdapterSettings) => Promise<Adapter>} */
const redisAdapter =
  (factory, options) =>
  async ({ client = "redis", store, prefix }) => {
    const clients = await connectRedis[client](store);
    const create = untyped(require("@socket.io/redis-adapter"))[factory]?.(clients.first, clients.second, {
      key: prefix,
      channelPrefix: prefix,
      ...options,
    });
    return { create, close: clients.close };
  };

/** @type {Record<AdapterSettings["kind"], (settings: AdapterSettings) => Promise<Adapter>>} */
const kinds = {
  classic: redisAdapter("createAdapter", {}),
  "classic-specific": redisAdapter("createAdapter", { publishOnSpecificResponseChannel: true }),
  sharded: redisAdapter("createShardedAdapter", {}),
  "sharded-private": redisAdapter("createShardedAdapter", { subscriptionMode: "dynamic-private" }),
  streams: async ({ client = "redis", store, prefix }) => {
    const clients = await connectRedis[client](store);
    const create = untyped(require("@socket.io/redis-streams-adapter"))["createAdapter"]?.(clients.first, {
      streamName: prefix,
      channelPrefix: prefix,
      sessionKeyPrefix: `${prefix}:session:`,
      blockTimeInMs: 500,
      ...heartbeats,
    });
    return { create, close: clients.close };
  },
  postgres: async ({ store, prefix }) => {
    const { Pool } = await import("pg");
    const pool = new Pool({ host: store, user: "postgres", database: "postgres" });
    pool.on("error", (error) => console.error(error));
    const tableName = `${prefix}_attachments`;
    const options = { channelPrefix: prefix, tableName, ...heartbeats };
    const create = untyped(require("@socket.io/postgres-adapter"))["createAdapter"]?.(pool, options);
    return { create, close: () => pool.end() };
  },
  cluster: async () => ({
    create: untyped(require("@socket.io/cluster-adapter"))["createAdapter"]?.(heartbeats),
    close: async () => undefined,
  }),
};

/** @param {AdapterSettings} settings */
export const openAdapter = (settings) => kinds[settings.kind](settings);
