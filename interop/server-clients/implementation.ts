/** The part of the module that the tests use; both implementations have all of it. */
type ServerModule = Pick<typeof import("socket.io"), "Server">;

const isPublished = process.env["SOCKEYE_SERVER"] === "published";
// A name that the compiler does not know: what is checked here is behaviour, types have tests of their own.
const specifier: string = isPublished ? "socket.io" : "@sockeye/server";
const { Server } = (await import(specifier)) as ServerModule;

/**
 * The server under test, named once. With `SOCKEYE_SERVER=published` in the environment the same tests say what the
 * published socket.io does.
 */
export const implementation: ServerModule & { readonly name: "published" | "sockeye" } = {
  name: isPublished ? "published" : "sockeye",
  Server,
};
