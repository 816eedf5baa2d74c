/** What a server tells about itself once a second while somebody looks. Rates are per second, since the sample before. */
export interface Sample {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly connections: number;
  /** Connections by transport. */
  readonly transports: Readonly<Record<string, number>>;
  readonly sockets: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The longest wait of the event loop, in milliseconds. */
  readonly lag: number;
  /** Share of one core that the process used, 0 to 1 and more. */
  readonly cpu: number;
  readonly rss: number;
  readonly heap: number;
  /** Bytes that wait for clients that do not read. */
  readonly queued: number;
  /** Connections that ended since the sample before, by reason. */
  readonly closes: Readonly<Record<string, number>>;
  /** Connections that were opened since the sample before. */
  readonly opened: number;
}

/** How a server is made up; asked for once, and again when the page comes back. */
export interface ServerInfo {
  readonly name: string;
  readonly version: string;
  readonly node: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** What the console may do beside looking. */
  readonly allowed: readonly Action[];
  /** Can this console look at what a URL answers, for the sake of the playground? */
  readonly diagnoses: boolean;
  /** Is there a practice server that the playground may kill and start again? */
  readonly practice: boolean;
}

export type Action = "emit" | "join" | "leave" | "disconnect" | "follow";

export const ACTIONS: readonly Action[] = ["emit", "join", "leave", "disconnect", "follow"];
