import type { IncomingMessage } from "node:http";
import {
  isTransportName,
  transportNames,
  type PacketData,
  type TransportName,
} from "@sockeye/protocol/engine";
import type { WsEngine } from "../hosts/node/websocket-door.ts";
import { createBodyCompressor, type HttpCompressionOptions } from "../http/compression.ts";
import { resolveCookieOptions, type CookieOptions, type ResolvedCookie } from "../http/cookies.ts";
import type { CorsDelegate, CorsOptions } from "../http/cors.ts";
import { createOriginPolicy, type AllowedOrigins } from "../http/origin-policy.ts";
import type { BodyCompressor } from "../ports/index.ts";
import {
  engineLimitDefaults,
  type CoreOptions,
  type EngineLimits,
  type ResolvedEngineLimits,
} from "../runtime/core-options.ts";

/** Where and how an engine is attached to an HTTP server. */
export interface AttachOptions {
  /** The path that belongs to the engine. @default "/engine.io" */
  path?: string;
  /** End upgrade requests for other paths that nobody takes? @default true */
  destroyUpgrade?: boolean;
  /** After how many milliseconds. @default 1_000 */
  destroyUpgradeTimeout?: number;
  /** Does the path end in a slash? @default true */
  addTrailingSlash?: boolean;
}

/** Options of an engine: those of engine.io by the same names, and limits of our own. */
export interface ServerOptions extends EngineLimits {
  /** How long, in milliseconds, the answer to a ping may take. @default 20_000 */
  pingTimeout?: number;
  /** Milliseconds between two pings. @default 25_000 */
  pingInterval?: number;
  /** How long, in milliseconds, an upgrade may take. @default 10_000 */
  upgradeTimeout?: number;
  /** Largest message, and largest request body, in bytes. @default 1_000_000 */
  maxHttpBufferSize?: number;
  /** May this client open a session? Asked once per session, with the request that opens it. */
  allowRequest?: (
    request: IncomingMessage,
    answer: (error: string | null | undefined, success: boolean) => void,
  ) => void;
  /** @default ["polling", "websocket"] */
  transports?: TransportName[];
  /** May sessions move to a better transport? @default true */
  allowUpgrades?: boolean;
  /** permessage-deflate of WebSocket connections. @default false */
  perMessageDeflate?: boolean | object;
  /** Compression of polling responses. @default of those of 1 kB and more */
  httpCompression?: boolean | HttpCompressionOptions;
  /** Another WebSocket server: the `Server` of `ws`, or a class of its shape. @default our own */
  wsEngine?: WsEngine;
  /** A message that every client gets with its handshake. */
  initialPacket?: PacketData;
  /** A cookie with the session id, for load balancers. @default false */
  cookie?: CookieOptions | boolean;
  /** Which pages of other origins may read responses: the options of the package `cors`, or a function of its kind. */
  cors?: CorsOptions | CorsDelegate<IncomingMessage> | false;
  /** Serve clients of protocol revision 3, too? @default false */
  allowEIO3?: boolean;
  /** Which pages may use sessions, over any transport: browsers do not apply CORS to WebSocket. @default any */
  allowedOrigins?: AllowedOrigins;
  /**
   * What all requests of a session have in common: a cookie, an address. Requests for which it gives something else than
   * for the one that opened the session do not find it. @default nothing
   */
  bindSession?: (request: IncomingMessage) => string | number | boolean | undefined;
}

/** {@link ServerOptions} and {@link AttachOptions} where nothing is given. */
export const serverDefaults = Object.freeze({
  pingTimeout: 20_000,
  pingInterval: 25_000,
  upgradeTimeout: 10_000,
  maxHttpBufferSize: 1e6,
  transports: Object.freeze<TransportName[]>(["polling", "websocket"]),
  allowUpgrades: true,
  httpCompression: Object.freeze({ threshold: 1024 }),
  cors: false,
  allowEIO3: false,
});

/** What of the options concerns HTTP and Node. */
export interface EdgeOptions {
  readonly cookie: ResolvedCookie | undefined;
  readonly compressor: BodyCompressor | undefined;
  readonly perMessageDeflate: boolean | object;
}

/** Everything an engine goes by. */
export interface ResolvedServerOptions {
  /** As applications see and may change them. */
  readonly opts: ServerOptions;
  readonly core: CoreOptions;
  readonly edge: EdgeOptions;
}

const DURATIONS = ["pingTimeout", "pingInterval", "upgradeTimeout", "maxHttpBufferSize"] as const;

/**
 * Checks the options and fills in the defaults.
 *
 * @throws RangeError or TypeError for what cannot be meant
 */
export function resolveServerOptions(options: ServerOptions): ResolvedServerOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const { transports, ...defaults } = serverDefaults;
  const opts = { ...defaults, transports: [...transports], ...given } as Live;
  const limits = { ...engineLimitDefaults, ...bodyTimesOf(options), ...given } as ResolvedEngineLimits;
  for (const name of DURATIONS) checkLimit(name, opts[name]);
  for (const name of LIMITS) checkLimit(name, limits[name]);
  checkTransports(opts.transports);
  return {
    opts,
    core: createCoreOptions(opts, limits),
    edge: {
      cookie: resolveCookieOptions(options.cookie),
      compressor: createBodyCompressor(options.httpCompression),
      perMessageDeflate: withThreshold(options.perMessageDeflate),
    },
  };
}

/** In all, a body may take this many times as long as one pause in it. */
const PAUSES_IN_ALL = 30;

function bodyTimesOf({
  bodyTimeout = engineLimitDefaults.bodyTimeout,
}: ServerOptions): Partial<EngineLimits> {
  return { wholeBodyTimeout: PAUSES_IN_ALL * bodyTimeout };
}

/** The options that have a default have a value. */
type Live = ServerOptions &
  Required<Pick<ServerOptions, (typeof DURATIONS)[number] | "transports" | "allowUpgrades" | "allowEIO3">>;

/** A view of the options: what an application changes later holds for what comes. */
function createCoreOptions(opts: Live, limits: ResolvedEngineLimits): CoreOptions {
  const picked = Object.fromEntries(LIMITS.map((name) => [name, limits[name]])) as ResolvedEngineLimits;
  const allowsOrigin = createOriginPolicy(opts.allowedOrigins);
  const bindSession = createBinding(opts.bindSession);
  return {
    ...picked,
    allowsOrigin,
    bindSession,
    get pingInterval() {
      return opts.pingInterval;
    },
    get pingTimeout() {
      return opts.pingTimeout;
    },
    get upgradeTimeout() {
      return opts.upgradeTimeout;
    },
    get maxHttpBufferSize() {
      return opts.maxHttpBufferSize;
    },
    get transports() {
      return opts.transports;
    },
    get allowUpgrades() {
      return opts.allowUpgrades;
    },
    get allowEIO3() {
      return opts.allowEIO3;
    },
    get initialPacket() {
      return opts.initialPacket;
    },
    get allowRequest() {
      return opts.allowRequest as CoreOptions["allowRequest"];
    },
  };
}

/** A function that fails binds to nothing that another request could have. */
function createBinding(bind: ServerOptions["bindSession"]): CoreOptions["bindSession"] {
  if (bind === undefined) return undefined;
  return (request) => {
    try {
      return bind(request as unknown as IncomingMessage);
    } catch {
      return Symbol("failed");
    }
  };
}

const LIMITS = Object.keys(engineLimitDefaults) as (keyof typeof engineLimitDefaults)[];

function checkLimit(name: string, value: unknown): void {
  if (typeof value === "number" && value >= 0) return;
  throw new RangeError(
    `The option "${name}" must be a number that is not negative; Infinity switches it off`,
  );
}

function checkTransports(names: readonly unknown[]): void {
  const unknown = names.find((name) => !isTransportName(name));
  if (unknown === undefined) return;
  const known = transportNames.map((name) => `"${name}"`).join(", ");
  throw new TypeError(
    `The option "transports" is a list of ${known}; ${JSON.stringify(unknown)} is none of them`,
  );
}

/** Small messages are not worth compressing. */
function withThreshold(perMessageDeflate: boolean | object | undefined): boolean | object {
  if (perMessageDeflate === undefined || perMessageDeflate === false) return false;
  return { threshold: 1024, ...(perMessageDeflate === true ? {} : perMessageDeflate) };
}
