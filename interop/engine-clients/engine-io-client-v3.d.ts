/** The last client of protocol 3 comes without types; as much of it as the tests use, from its README. */
declare module "engine.io-client-v3" {
  const connect: (url: string, options?: object) => import("./client-api.ts").ClientSocket;
  export default connect;
}
