/** Which adapter a server has, and where what it needs is. */
export interface AdapterSettings {
  readonly kind:
    | "classic"
    | "classic-specific"
    | "sharded"
    | "sharded-private"
    | "streams"
    | "postgres"
    | "cluster";
  /** The package that talks with Redis. */
  readonly client?: "redis" | "ioredis";
  /** The socket of the store, or the folder of that socket. */
  readonly store: string;
  /** What keeps the servers of one suite from those of others. */
  readonly prefix: string;
}

/** What a process of a server is told in its environment. */
export interface NodeSettings {
  readonly name: string;
  /** The module of the server. */
  readonly server: string;
  /** The file that stands in the place of `socket.io-adapter`. */
  readonly base?: string;
  readonly adapter: AdapterSettings;
  readonly options?: object;
  /** The options of `instrument` of `@socket.io/admin-ui`. */
  readonly admin?: object;
}

/** The same for the primary process of a cluster. */
export interface ClusterSettings extends Omit<NodeSettings, "name"> {
  readonly names: readonly string[];
  readonly sticky: "random" | "round-robin" | "least-connection";
}
