import type { MessageData } from "./engine-api.ts";

/** What the published clients of protocol 3 and of protocol 4 have in common. */
export interface ClientSocket {
  readonly id: string;
  readonly readyState: string;
  readonly transport: { readonly name: string };
  binaryType: string | undefined;
  on(event: string, listener: (...parameters: never[]) => void): unknown;
  send(data: MessageData, options?: { compress?: boolean }, onSent?: () => void): unknown;
  close(): unknown;
}

/** Options that the tests give to clients. Both kinds take them all, and do not mind those they do not know. */
export interface ClientOptions {
  readonly transports?: readonly ("polling" | "websocket")[];
  readonly path?: string;
  readonly addTrailingSlash?: boolean;
  readonly forceBase64?: boolean;
  readonly query?: Readonly<Record<string, string>>;
  readonly extraHeaders?: Readonly<Record<string, string>>;
  readonly withCredentials?: boolean;
  readonly rememberUpgrade?: boolean;
}
