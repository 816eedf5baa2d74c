/** What scenarios use of the module; both implementations have all of it. */
export type ClientModule = Pick<
  typeof import("socket.io-client"),
  | "connect"
  | "Fetch"
  | "io"
  | "Manager"
  | "NodeWebSocket"
  | "NodeXHR"
  | "protocol"
  | "Socket"
  | "WebSocket"
  | "XHR"
>;

/** The same of the engine's module. */
export type EngineModule = Pick<
  typeof import("engine.io-client"),
  "parse" | "protocol" | "Socket" | "Transport" | "TransportError" | "transports"
>;

export interface ClientImplementation {
  readonly name: "published" | "ours";
  readonly client: ClientModule;
  readonly engine: EngineModule;
}

async function load(
  name: ClientImplementation["name"],
  client: string,
  engine: string,
): Promise<ClientImplementation> {
  // Names that the compiler does not know: what is checked here is behaviour, types have tests of their own.
  return {
    name,
    client: (await import(client)) as ClientModule,
    engine: (await import(engine)) as EngineModule,
  };
}

/** The published `socket.io-client`. */
export const reference = await load("published", "socket.io-client", "engine.io-client");

/** The implementation under test; `SOCKEYE_CLIENT=published` compares the published one with itself. */
export const subject =
  process.env["SOCKEYE_CLIENT"] === "published"
    ? reference
    : await load("ours", "@sockeye/client", "@sockeye/client/engine");
