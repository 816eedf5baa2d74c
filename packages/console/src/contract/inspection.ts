/** A namespace or a room, in a list. */
export interface Group {
  readonly name: string;
  readonly sockets: number;
  /** How many rooms a namespace has, those of single sockets left out. */
  readonly rooms?: number;
}

/** Which part of a list is wanted. */
export interface Page {
  /** Only what contains this text. */
  readonly search?: string;
  readonly offset: number;
  /** At most {@link MAX_PAGE}. */
  readonly limit: number;
}

export const MAX_PAGE = 100;

export interface Listing<T> {
  /** How many there are in all that fit the search. */
  readonly total: number;
  readonly rows: readonly T[];
}

export interface SocketQuery extends Page {
  readonly namespace: string;
  readonly room?: string;
  readonly transport?: string;
  readonly sort: "newest" | "oldest" | "queue";
}

/** A socket, in a list. */
export interface SocketRow {
  readonly id: string;
  readonly address: string;
  readonly transport: string;
  /** Milliseconds since 1970. */
  readonly connectedAt: number;
  readonly rooms: number;
  /** Packets that wait for the transport. */
  readonly queued: number;
}

/** A socket, looked into. Secrets (cookies, authorization, `auth`) are left out unless the server allows them. */
export interface SocketDetails extends SocketRow {
  readonly namespace: string;
  readonly session: string;
  readonly protocol: number;
  readonly recovered: boolean;
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, cut off where it is long. */
  readonly auth: string;
  readonly data: string;
  readonly roomNames: readonly string[];
  readonly namespaces: readonly string[];
}

/** What was seen of a followed socket. */
export interface Followed {
  readonly at: number;
  readonly direction: "in" | "out";
  readonly transport: string;
  /** The type of the Engine.IO packet: "message", "ping" … */
  readonly type: string;
  readonly data?: string | Uint8Array;
}

/** An intervention. */
export type Act =
  | {
      readonly action: "emit";
      readonly target: Target;
      readonly event: string;
      readonly args: readonly unknown[];
    }
  | { readonly action: "join" | "leave"; readonly target: Target; readonly room: string }
  | { readonly action: "disconnect"; readonly target: Target };

/** One socket, or everybody in a room, or in a namespace. */
export interface Target {
  readonly namespace: string;
  readonly room?: string;
  readonly socket?: string;
}
