import type { PacketData, TransportName } from "@sockeye/protocol/engine";
import type { EngineRequest } from "../ports/index.ts";

/** Limits that the original does not have. Each is there to be raised, lowered or, with `Infinity`, switched off. */
export interface EngineLimits {
  /**
   * Most sessions at once. More: HTTP 503 with `Retry-After`.
   * @default Infinity
   */
  readonly maxConnections?: number | undefined;
  /**
   * Most new sessions in a second, with bursts of twice as many. More: HTTP 503 with `Retry-After`.
   * @default 2_000
   */
  readonly handshakesPerSecond?: number | undefined;
  /**
   * Most new sessions that may wait for `allowRequest` or `generateId` at once. More: HTTP 503 with `Retry-After`.
   * @default 1_000
   */
  readonly maxPendingHandshakes?: number | undefined;
  /**
   * Most bytes that may wait in one session for a client that does not read; one message always fits. More: the
   * session ends with `transport error`.
   * @default 67_108_864
   */
  readonly maxBufferedBytes?: number | undefined;
  /**
   * The same for all sessions together; the one that holds the most ends first.
   * @default 536_870_912
   */
  readonly maxTotalBufferedBytes?: number | undefined;
  /**
   * How long, in milliseconds, a client may not take what waits for it. Longer: the session ends with `transport error`.
   * @default 45_000
   */
  readonly writeStallTimeout?: number | undefined;
  /**
   * Most noop, ping and pong packets in one request body. More: HTTP 413, the session ends with `parse error`.
   * @default 100
   */
  readonly maxControlPerPayload?: number | undefined;
  /**
   * Most packets of all kinds in one request body. More: HTTP 413, the session ends with `parse error`.
   * @default Infinity
   */
  readonly maxPacketsPerPayload?: number | undefined;
  /**
   * Most bytes of request bodies that are being read, all clients together; further requests wait for their turn.
   * @default 67_108_864
   */
  readonly maxInflightBytes?: number | undefined;
  /**
   * How long, in milliseconds, a request body may go without a byte; beyond that it has to average 1 kB/s. Longer: HTTP
   * 408, the session ends with `transport error`.
   * @default 10_000
   */
  readonly bodyTimeout?: number | undefined;
  /**
   * How long, in milliseconds, a request body may take in all. Longer: the same.
   * @default 30 × bodyTimeout
   */
  readonly wholeBodyTimeout?: number | undefined;
  /**
   * Most requests with unknown session ids from one address in a second before its connections are closed as well.
   * @default 1_000
   */
  readonly maxUnknownSidsPerSecond?: number | undefined;
}

/** The defaults of {@link EngineLimits}; that of `wholeBodyTimeout` is this one where `bodyTimeout` has its default, too. */
export const engineLimitDefaults = Object.freeze({
  maxConnections: Infinity,
  handshakesPerSecond: 2_000,
  maxPendingHandshakes: 1_000,
  maxBufferedBytes: 64 * 1024 * 1024,
  maxTotalBufferedBytes: 512 * 1024 * 1024,
  writeStallTimeout: 45_000,
  maxControlPerPayload: 100,
  maxPacketsPerPayload: Infinity,
  maxInflightBytes: 64 * 1024 * 1024,
  bodyTimeout: 10_000,
  wholeBodyTimeout: 300_000,
  maxUnknownSidsPerSecond: 1_000,
} satisfies Required<EngineLimits>);

/** {@link EngineLimits} with nothing left open. */
export type ResolvedEngineLimits = { readonly [Name in keyof EngineLimits]-?: number };

/** Asks the application whether a client may open a session. */
export type AllowRequest = (
  request: EngineRequest,
  answer: (error: string | null | undefined, success: boolean) => void,
) => void;

/** What the core goes by; the edge has checked it and filled in the defaults. */
export interface CoreOptions extends ResolvedEngineLimits {
  readonly pingInterval: number;
  readonly pingTimeout: number;
  readonly upgradeTimeout: number;
  readonly maxHttpBufferSize: number;
  readonly transports: readonly TransportName[];
  readonly allowUpgrades: boolean;
  readonly allowEIO3: boolean;
  readonly initialPacket: PacketData | undefined;
  readonly allowRequest: AllowRequest | undefined;
  /** What all requests of a session have in common; a request that has something else does not belong to it. */
  readonly bindSession: ((request: EngineRequest) => unknown) | undefined;
  /** May the page that sent this request use sessions? Nothing to ask when every page may. */
  readonly allowsOrigin: ((request: EngineRequest) => boolean) | undefined;
}
