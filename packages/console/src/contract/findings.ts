/** A set-up of the playground that is looked into. */
export interface Endpoint {
  /** `http://localhost:3000`, without namespace. */
  readonly url: string;
  /** `/socket.io/`, as the client sends it. */
  readonly path: string;
  /** The page's origin, as the browser would send it. */
  readonly origin?: string;
}

export type FindingKind =
  | "reachable"
  | "unreachable"
  | "unknown-host"
  | "certificate"
  | "not-tls"
  | "not-socketio"
  | "wrong-path"
  | "wrong-version"
  | "cors"
  | "no-upgrade"
  | "refused"
  | "unclear";

/** What is the matter with a set-up: one sentence, and what to try. */
export interface Finding {
  readonly kind: FindingKind;
  readonly found: string;
  readonly advice: string;
}
