import type { AttachOptions, Server, ServerOptions, Socket } from "engine.io";

/** What Sockeye has beyond the options of `engine.io`; the published server takes no notice of them. */
export interface LimitOptions {
  readonly maxControlPerPayload?: number;
  readonly maxPacketsPerPayload?: number;
  readonly maxInflightBytes?: number;
  readonly maxBufferedBytes?: number;
  readonly maxTotalBufferedBytes?: number;
  readonly writeStallTimeout?: number;
  readonly bodyTimeout?: number;
  readonly wholeBodyTimeout?: number;
  readonly maxPendingHandshakes?: number;
  readonly handshakesPerSecond?: number;
  readonly maxConnections?: number;
  readonly allowedOrigins?: readonly string[];
  readonly maxUnknownSidsPerSecond?: number;
}

export type EngineOptions = ServerOptions & AttachOptions & LimitOptions;
export type EngineServer = Server;
export type EngineSocket = Socket;

/** The part of the module that rows use; both implementations have all of it. */
export type EngineModule = Pick<
  typeof import("engine.io"),
  "Server" | "Socket" | "attach" | "listen" | "protocol"
>;

export interface Implementation {
  readonly name: "published" | "ours";
  readonly module: EngineModule;
}

async function load(name: Implementation["name"], specifier: string): Promise<Implementation> {
  // A name that the compiler does not know: what is checked here is behaviour, types have tests of their own.
  const module = (await import(specifier)) as { readonly default?: EngineModule } & EngineModule;
  return { name, module: module.default?.Server === undefined ? module : module.default };
}

/** The published `engine.io`. */
export const reference = await load("published", "engine.io");

/** The implementation under test; `SOCKEYE_ENGINE=published` shows what the table makes of the published one. */
export const subject =
  process.env["SOCKEYE_ENGINE"] === "published" ? reference : await load("ours", "@sockeye/server/engine");
