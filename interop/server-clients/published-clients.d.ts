/** Two published clients without types that resolve; as much of them as the tests use, from their documentation. */
declare module "socket.io-client-v2" {
  const client: {
    readonly Manager: new (url: string, options: object) => import("./javascript-client.ts").PublishedManager;
  };
  export default client;
}

declare module "socket.io-client-v4.0" {
  export const Manager: new (
    url: string,
    options: object,
  ) => import("./javascript-client.ts").PublishedManager;
}
