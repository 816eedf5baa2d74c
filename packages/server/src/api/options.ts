import type { AdapterLike } from "../adapter/index.ts";
import { recoveryDefaults } from "../adapter/recovery-options.ts";
import type { AttachOptions, ServerOptions as EngineOptions } from "../engine/index.ts";
import { engineLimitDefaults } from "../runtime/core-options.ts";
import type { HandlerErrorOptions } from "./handler-errors.ts";
import { resolveLimits, type ResolvedLimits, type SocketLimitOptions } from "./limit-options.ts";
import type { Namespace } from "./namespace.ts";
import { resolveRules, type ResolvedRules, type SocketRuleOptions } from "./rule-options.ts";

/** An adapter class, or a function that makes an adapter. */
export type AdapterConstructor =
  | (new (nsp: any) => AdapterLike)
  | ((nsp: Namespace<any, any, any>) => AdapterLike);

/** How long, and how much, is remembered of clients that may come back. */
export interface RecoveryOptions {
  /** How long, in milliseconds, a client may be away. @default 120_000 */
  maxDisconnectionDuration?: number;
  /** Do the middlewares of a namespace stay out of it when a client comes back? @default true */
  skipMiddlewares?: boolean;
  /** Most bytes that are remembered in one namespace. @default 134_217_728 */
  maxRecoveryBytes?: number;
  /** Most packets that are remembered in one namespace. @default 1_000_000 */
  maxRecoveryPackets?: number;
  /** Most clients of one namespace that may come back; over it, the one that has been away longest cannot. @default 100_000 */
  maxRecoverySessions?: number;
}

/** Options of a server: those of socket.io by the same names, those of its engine, and limits and rules of our own. */
export interface ServerOptions
  extends EngineOptions, AttachOptions, HandlerErrorOptions, SocketLimitOptions, SocketRuleOptions {
  /** The path that belongs to the server. @default "/socket.io" */
  path: string;
  /** Serve the bundles of the client? @default true */
  serveClient: boolean;
  /** How sockets of other servers are reached. @default in memory: there are none */
  adapter: AdapterConstructor;
  /** Another way to write packets: an object with `Encoder` and `Decoder`. @default the one every client knows */
  parser: any;
  /** How long, in milliseconds, a client may take to ask for its first namespace. @default 45_000 */
  connectTimeout: number;
  /** Give clients that come back after a short absence their rooms, data and missed events again? @default no */
  connectionStateRecovery: RecoveryOptions;
  /** Remove children of dynamic namespaces when their last socket leaves? @default false */
  cleanupEmptyChildNamespaces: boolean;
  /**
   * `strict` lowers limits to what an application that is written for it needs, and forbids what it can do without, at the
   * cost of some that were written for socket.io: which, and to what, is in docs/server.md. Single options win over it.
   * @default "compatible"
   */
  hardening: "compatible" | "strict";
}

/** What of the options can be changed by methods, and what the rest of the server goes by. */
export interface ResolvedOptions {
  readonly connectTimeout: number;
  readonly cleanupEmptyChildNamespaces: boolean;
  readonly recovery: Required<RecoveryOptions> | undefined;
  readonly limits: ResolvedLimits & ResolvedRules;
  /** What the connections together may hold of packets whose attachments have not all come. */
  readonly maxInflightBytes: number;
}

const strictRecovery = Object.freeze({ maxRecoveryBytes: 32 * 1024 * 1024, maxRecoveryPackets: 100_000 });

/** What `strict` means for the engine underneath. */
const strictEngine: Partial<EngineOptions> = Object.freeze({
  allowedOrigins: "same-origin",
  wholeBodyTimeout: 10_000,
  maxPacketsPerPayload: 10_000,
  maxBufferedBytes: 4 * 1024 * 1024,
  writeStallTimeout: 10_000,
  maxUnknownSidsPerSecond: 10,
});

const CONNECT_TIMEOUT = 45_000;

/** The options of the engine, and where and how it is attached. */
export function engineOptionsOf(options: Partial<ServerOptions>): EngineOptions & AttachOptions {
  if (options.hardening !== "strict") return options;
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...strictEngine, ...given };
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws RangeError or TypeError for what cannot be meant
 */
export function resolveOptions(options: Partial<ServerOptions>): ResolvedOptions {
  const { hardening } = options;
  if (hardening !== undefined && hardening !== "compatible" && hardening !== "strict") {
    throw new TypeError(
      `The option "hardening" is "compatible" or "strict", not ${JSON.stringify(hardening)}`,
    );
  }
  const isStrict = hardening === "strict";
  const limits = Object.freeze({ ...resolveLimits(options, isStrict), ...resolveRules(options, isStrict) });
  return {
    connectTimeout: checkTimeout(options.connectTimeout) || CONNECT_TIMEOUT,
    cleanupEmptyChildNamespaces: options.cleanupEmptyChildNamespaces === true,
    recovery: resolveRecovery(options.connectionStateRecovery, isStrict),
    limits,
    maxInflightBytes: options.maxInflightBytes ?? engineLimitDefaults.maxInflightBytes,
  };
}

/** @throws RangeError for what is no time */
export function checkTimeout(connectTimeout: unknown): number {
  if (connectTimeout === undefined || connectTimeout === null) return 0;
  if (typeof connectTimeout === "number" && connectTimeout >= 0) return connectTimeout;
  throw new RangeError("connectTimeout must be a number of milliseconds that is not negative");
}

/** Adapters read some of the options by themselves: those that depend on others are filled in. */
export function adapterOptionsOf(
  given: Partial<ServerOptions>,
  { recovery, limits }: ResolvedOptions,
): Partial<ServerOptions> {
  if (recovery === undefined && given.hardening !== "strict") return given;
  const { maxRoomsPerSocket } = limits;
  return { ...given, maxRoomsPerSocket, ...(recovery && { connectionStateRecovery: recovery }) };
}

function resolveRecovery(
  given: RecoveryOptions | undefined,
  isStrict: boolean,
): Required<RecoveryOptions> | undefined {
  if (!given) return undefined;
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { skipMiddlewares: true, ...recoveryDefaults, ...(isStrict ? strictRecovery : {}), ...defined };
}
