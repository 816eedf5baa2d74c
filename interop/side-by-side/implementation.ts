import type { Namespace, Server, ServerOptions, Socket } from "socket.io";

/** The part of the module that scenarios use; both implementations have all of it. */
export type ServerModule = Pick<typeof import("socket.io"), "Namespace" | "Server" | "Socket">;

export type Io = Server;
export type IoNamespace = Namespace;
export type IoOptions = Partial<ServerOptions>;
export type ServerSocket = Socket;

export interface Implementation {
  readonly name: "published" | "ours";
  readonly module: ServerModule;
}

async function load(name: Implementation["name"], specifier: string): Promise<Implementation> {
  // A name that the compiler does not know: what is checked here is behaviour, types have tests of their own.
  return { name, module: (await import(specifier)) as ServerModule };
}

/** The published `socket.io`. */
export const reference = await load("published", "socket.io");

/** The implementation under test; `SOCKEYE_SERVER=published` compares the published one with itself. */
export const subject =
  process.env["SOCKEYE_SERVER"] === "published" ? reference : await load("ours", "@sockeye/server");
