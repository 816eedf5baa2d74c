import type { Server as HttpServer } from "node:http";
import type { Handshake } from "@sockeye/server";
import { ACTIONS, CONSOLE_NAMESPACE, type Action } from "../contract/index.ts";
import type { PracticeControl } from "./practice-control.ts";

/** Decides whether whoever sends this token may use the console; the token is empty when none was sent. */
export type CheckToken = (token: string, handshake: Handshake) => boolean | Promise<boolean>;

/** Who may use the console: whoever reaches the server, whoever knows a token, or whom a function lets in. */
export type ConsoleAuth = "open" | { readonly token: string } | CheckToken;

/** How a console is attached. */
export interface ConsoleOptions {
  /** Who may use it. There is no default: a console shows everything that goes on. */
  readonly auth: ConsoleAuth;
  /**
   * What pages may do beside looking: `"emit"`, `"join"`, `"leave"`, `"disconnect"`, and `"follow"`, which shows the
   * packets of one client.
   *
   * @default []
   */
  readonly allow?: readonly Action[] | undefined;
  /** Where the page is served. @default "/console" */
  readonly path?: string | undefined;
  /** The namespace that page and server talk in. @default "/sockeye-console" */
  readonly namespace?: string | undefined;
  /** Show cookies, tokens and `auth` of clients, and the ids of their sessions? @default false */
  readonly showSecrets?: boolean | undefined;
  /**
   * May pages have this server request a URL, to find out why the playground cannot connect? Whoever may use the console
   * can then reach what this server can reach: only for development.
   *
   * @default false
   */
  readonly diagnose?: boolean | undefined;
  /** A server that pages may kill and start again. */
  readonly practice?: PracticeControl | undefined;
  /** What the page is served by, where it is not the HTTP server of `io`. */
  readonly httpServer?: HttpServer | undefined;
}

/** The options as the console uses them. */
export interface ResolvedOptions {
  readonly auth: ConsoleAuth;
  readonly allow: readonly Action[];
  /** Without a slash at its end. */
  readonly path: string;
  readonly namespace: string;
  readonly showSecrets: boolean;
  readonly diagnose: boolean;
  readonly practice: PracticeControl | undefined;
}

const defaults = Object.freeze({ path: "/console", namespace: CONSOLE_NAMESPACE });

/** @throws TypeError when something is missing, or is not what it should be */
export function resolveOptions(options: ConsoleOptions): ResolvedOptions {
  const { auth, allow = [], practice } = (options ?? {}) as Partial<ConsoleOptions>;
  return {
    auth: checkAuth(auth),
    allow: allow.map(checkAction),
    path: checkPath("path", options.path ?? defaults.path),
    namespace: checkPath("namespace", options.namespace ?? defaults.namespace),
    showSecrets: options.showSecrets === true,
    diagnose: options.diagnose === true,
    practice,
  };
}

function checkAuth(auth: ConsoleAuth | undefined): ConsoleAuth {
  if (auth === "open" || typeof auth === "function") return auth;
  if (typeof auth === "object" && typeof auth?.token === "string" && auth.token !== "") return auth;
  throw new TypeError(
    'attachConsole needs auth: { token: "…" } or a function (token, handshake) => boolean; ' +
      'pass auth: "open" only where everybody who reaches the server may see everything',
  );
}

function checkAction(action: Action): Action {
  if (ACTIONS.includes(action)) return action;
  throw new TypeError(
    `allow takes ${ACTIONS.map((one) => `"${one}"`).join(", ")}, not ${JSON.stringify(action)}`,
  );
}

function checkPath(option: "path" | "namespace", value: string): string {
  const path = typeof value === "string" && value.endsWith("/") ? value.slice(0, -1) : value;
  if (typeof path === "string" && /^\/[^\s?#]+$/.test(path)) return path;
  throw new TypeError(`${option} begins with a slash and names something: "${defaults[option]}"`);
}
