/** All that is needed to connect; what a link to share contains, without `auth`, which is a secret. */
export interface Setup {
  readonly url: string;
  readonly path: string;
  readonly namespace: string;
  /** JSON text of an object, or nothing. */
  readonly auth: string;
  /** As in a URL: `a=1&b=2`. */
  readonly query: string;
  readonly transports: readonly TransportName[];
  /** Change to a better transport once connected? */
  readonly upgrade: boolean;
  readonly reconnection: boolean;
  readonly withCredentials: boolean;
}

export type TransportName = "polling" | "websocket" | "webtransport";

export const TRANSPORT_NAMES: readonly TransportName[] = ["polling", "websocket", "webtransport"];
