import type { AdapterLike } from "../adapter/index.ts";
import { recoveryDefaults } from "../adapter/recovery-options.ts";
import type { AttachOptions, ServerOptions as EngineOptions } from "../engine/index.ts";
import { serverDefaults } from "../engine/options.ts";
import { engineLimitDefaults } from "../runtime/core-options.ts";
import type { HandlerErrorOptions } from "./handler-errors.ts";
import type { Namespace } from "./namespace.ts";

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

/** Limits of namespaces and sockets that the original does not have. Each can be raised, lowered or, with `Infinity`, switched off. */
export interface SocketLimitOptions {
  /** Most connections that have not asked for a namespace yet; the oldest is closed first. @default 10_000 */
  maxUnconnected?: number;
  /** Most namespaces that one connection may be in. More: the connect is refused. @default 1_024 */
  maxNamespacesPerConnection?: number;
  /** Most characters of the name of a namespace. @default 1_024 */
  maxNamespaceLength?: number;
  /** Most children of one dynamic namespace that nobody is in; the oldest goes first. @default 10_000 */
  maxEmptyChildNamespaces?: number;
  /** Most times in 10 s that a client may ask again for a namespace while it still waits for the answer. @default 10 */
  maxConnectRestarts?: number;
  /** Most binary attachments of one packet. @default 10 */
  maxAttachments?: number;
  /** Most bytes of the attachments of one packet. @default maxAttachments × maxHttpBufferSize */
  maxPendingAttachmentBytes?: number;
  /** How long, in milliseconds, the next attachment of a packet may take. @default 45_000 */
  attachmentTimeout?: number;
  /** Most levels of lists and objects in a packet. @default 1_024 */
  maxJsonDepth?: number;
  /** Most characters of the name of an event. @default 16_384 */
  maxEventNameLength?: number;
  /** Most acknowledgements that one socket may wait for; the oldest without a timeout is given up. @default 10_000 */
  maxPendingAcks?: number;
  /** Most acknowledgements that nobody waits for, from one client in a second. @default 1_000 */
  maxUnknownAcksPerSecond?: number;
  /** Most rooms of one socket. @default 100_000 */
  maxRoomsPerSocket?: number;
}

/** Options of a server: those of socket.io by the same names, those of its engine, and limits of our own. */
export interface ServerOptions extends EngineOptions, AttachOptions, HandlerErrorOptions, SocketLimitOptions {
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
   * `strict` lowers limits to what an application that is written for it needs, at the cost of some that were written for
   * socket.io: which, and to what, is in docs/server.md. Single options win over it.
   * @default "compatible"
   */
  hardening: "compatible" | "strict";
}

/** What of the options can be changed by methods, and what the rest of the server goes by. */
export interface ResolvedOptions {
  readonly connectTimeout: number;
  readonly cleanupEmptyChildNamespaces: boolean;
  readonly recovery: Required<RecoveryOptions> | undefined;
  readonly limits: Readonly<Required<SocketLimitOptions>>;
  /** What the connections together may hold of packets whose attachments have not all come. */
  readonly maxInflightBytes: number;
}

/** The defaults of {@link SocketLimitOptions}, save the one that depends on another. */
const limitDefaults = Object.freeze({
  maxUnconnected: 10_000,
  maxNamespacesPerConnection: 1_024,
  maxNamespaceLength: 1_024,
  maxEmptyChildNamespaces: 10_000,
  maxConnectRestarts: 10,
  maxAttachments: 10,
  attachmentTimeout: 45_000,
  maxJsonDepth: 1_024,
  maxEventNameLength: 16_384,
  maxPendingAcks: 10_000,
  maxUnknownAcksPerSecond: 1_000,
  maxRoomsPerSocket: 100_000,
});

const strictLimits: Partial<SocketLimitOptions> = Object.freeze({
  maxNamespacesPerConnection: 64,
  maxNamespaceLength: 256,
  maxEmptyChildNamespaces: 0,
  maxConnectRestarts: 0,
  attachmentTimeout: 10_000,
  maxJsonDepth: 256,
  maxEventNameLength: 1_024,
  maxUnknownAcksPerSecond: 100,
  maxRoomsPerSocket: 1_000,
});

const strictRecovery = Object.freeze({ maxRecoveryBytes: 32 * 1024 * 1024, maxRecoveryPackets: 100_000 });

/** What `strict` means for the engine underneath. */
const strictEngine: Partial<EngineOptions> = Object.freeze({
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
  const limits = resolveLimits(options, isStrict);
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

function resolveLimits(
  options: Partial<ServerOptions>,
  isStrict: boolean,
): Readonly<Required<SocketLimitOptions>> {
  const limits = { ...limitDefaults, ...(isStrict ? strictLimits : {}), ...pickLimits(options) };
  const size = options.maxHttpBufferSize ?? serverDefaults.maxHttpBufferSize;
  const maxPendingAttachmentBytes = isStrict ? size : limits.maxAttachments * size;
  return Object.freeze({ maxPendingAttachmentBytes, ...limits });
}

/** Of the given options those that are limits; `undefined` means the default. */
function pickLimits(options: Partial<ServerOptions>): SocketLimitOptions {
  const picked: SocketLimitOptions = {};
  for (const name of LIMITS) {
    const value: unknown = options[name];
    if (value === undefined) continue;
    if (typeof value !== "number" || !(value >= 0)) {
      throw new RangeError(
        `The option "${name}" must be a number that is not negative; Infinity switches it off`,
      );
    }
    picked[name] = value;
  }
  return picked;
}

const LIMITS = [...Object.keys(limitDefaults), "maxPendingAttachmentBytes"] as (keyof SocketLimitOptions)[];

function resolveRecovery(
  given: RecoveryOptions | undefined,
  isStrict: boolean,
): Required<RecoveryOptions> | undefined {
  if (!given) return undefined;
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { skipMiddlewares: true, ...recoveryDefaults, ...(isStrict ? strictRecovery : {}), ...defined };
}
