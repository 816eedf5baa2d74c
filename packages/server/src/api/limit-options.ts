import { serverDefaults } from "../engine/options.ts";

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
  /** Most characters of the text of a CONNECT packet, `auth` included. @default Infinity */
  maxConnectBytes?: number;
  /** Most binary attachments of one packet. @default 10 */
  maxAttachments?: number;
  /** Most bytes of the attachments of one packet. @default maxAttachments × maxHttpBufferSize */
  maxPendingAttachmentBytes?: number;
  /** How long, in milliseconds, the next attachment of a packet may take; see `attachmentTimeoutPer`. @default 45_000 */
  attachmentTimeout?: number;
  /** Most levels of lists and objects in a packet. @default 1_024 */
  maxJsonDepth?: number;
  /** Most characters of the name of an event. @default 16_384 */
  maxEventNameLength?: number;
  /** Most acknowledgements that one socket may wait for; see `whenAcksAreFull`. @default 10_000 */
  maxPendingAcks?: number;
  /** Most acknowledgements that nobody waits for, from one client in a second. @default 1_000 */
  maxUnknownAcksPerSecond?: number;
  /** Most acknowledgements that nobody waits for, from one client in all. @default Infinity */
  maxUnknownAcks?: number;
  /** Most rooms of one socket. @default 100_000 */
  maxRoomsPerSocket?: number;
}

/** {@link SocketLimitOptions} with nothing left open. */
export type ResolvedLimits = Readonly<Required<SocketLimitOptions>>;

/** One of the defaults depends on the size of messages. */
type LimitedOptions = SocketLimitOptions & { readonly maxHttpBufferSize?: number };

/** The defaults of {@link SocketLimitOptions}, save the one that depends on another. */
const limitDefaults = Object.freeze({
  maxUnconnected: 10_000,
  maxNamespacesPerConnection: 1_024,
  maxNamespaceLength: 1_024,
  maxEmptyChildNamespaces: 10_000,
  maxConnectRestarts: 10,
  maxConnectBytes: Infinity,
  maxAttachments: 10,
  attachmentTimeout: 45_000,
  maxJsonDepth: 1_024,
  maxEventNameLength: 16_384,
  maxPendingAcks: 10_000,
  maxUnknownAcksPerSecond: 1_000,
  maxUnknownAcks: Infinity,
  maxRoomsPerSocket: 100_000,
});

/** What `strict` makes of them. */
const strictLimits: Partial<SocketLimitOptions> = Object.freeze({
  maxNamespacesPerConnection: 64,
  maxNamespaceLength: 256,
  maxEmptyChildNamespaces: 0,
  maxConnectRestarts: 0,
  maxConnectBytes: 65_536,
  attachmentTimeout: 10_000,
  maxJsonDepth: 256,
  maxEventNameLength: 1_024,
  maxUnknownAcks: 100,
  maxRoomsPerSocket: 1_000,
});

/**
 * Checks the limits and fills in the defaults; `undefined` means the default.
 *
 * @throws RangeError for what cannot be meant
 */
export function resolveLimits(options: LimitedOptions, isStrict: boolean): ResolvedLimits {
  const limits = { ...limitDefaults, ...(isStrict ? strictLimits : {}), ...pickLimits(options) };
  const size = options.maxHttpBufferSize ?? serverDefaults.maxHttpBufferSize;
  const maxPendingAttachmentBytes = isStrict ? size : limits.maxAttachments * size;
  return Object.freeze({ maxPendingAttachmentBytes, ...limits });
}

/** Of the given options those that are limits; `undefined` means the default. */
function pickLimits(options: LimitedOptions): SocketLimitOptions {
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
