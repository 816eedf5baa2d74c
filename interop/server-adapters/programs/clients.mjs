/**
 * @typedef {object} Clients
 * @property {unknown} first
 * @property {unknown} second For subscriptions.
 * @property {() => Promise<void>} close What has just been asked for is still answered.
 */

/**
 * Two connections to a Redis that listens on the given socket. The packages are loaded by those who use them: there are
 * many processes.
 *
 * @type {Record<"redis" | "ioredis", (path: string) => Promise<Clients>>}
 */
export const connectRedis = {
  redis: async (path) => {
    const { createClient } = await import("redis");
    const first = createClient({ socket: { path, tls: false } });
    const second = first.duplicate();
    for (const client of [first, second]) client.on("error", (error) => console.error(error));
    await Promise.all([first.connect(), second.connect()]);
    return { first, second, close: async () => void (await Promise.all([first.close(), second.close()])) };
  },
  ioredis: async (path) => {
    const { Redis } = await import("ioredis");
    const first = new Redis(path);
    const second = first.duplicate();
    for (const client of [first, second]) client.on("error", (error) => console.error(error));
    return { first, second, close: async () => void (await Promise.all([first.quit(), second.quit()])) };
  },
};
