/**
 * @param {import("node:http").Server} server
 * @returns {Promise<{ port: number }>}
 */
export async function listen(server) {
  await new Promise((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { port: address.port };
}
