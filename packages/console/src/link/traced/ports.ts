/** What a traced request needs of an XMLHttpRequest. */
export interface RequestPort {
  onloadend: (() => void) | null;
  withCredentials: boolean;
  timeout: number;
  readonly status: number;
  readonly responseText: string;
  open(method: string, url: string, isAsynchronous: boolean): void;
  setRequestHeader(name: string, value: string): void;
  send(body?: string | null): void;
  abort(): void;
}

/** How a WebSocket has ended. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

export type MessageData = string | ArrayBuffer | Uint8Array<ArrayBuffer>;

/** What a traced socket needs of a WebSocket. */
export interface SocketPort {
  binaryType: string;
  readonly extensions: string;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: MessageData }) => void) | null;
  onerror: ((event: unknown) => void) | null;
  onclose: ((end: SocketEnd) => void) | null;
  send(data: MessageData): void;
  close(): void;
}

/** How the page reaches the network. Tests have their own. */
export interface NetworkPorts {
  createRequest(): RequestPort;
  createSocket(url: string, protocols: string | string[] | undefined): SocketPort;
}

/** Handlers of the browser's objects are given an event, of which ours need less, so that the types do not fit. */
export const browserNetwork: NetworkPorts = {
  createRequest: () => new XMLHttpRequest() as unknown as RequestPort,
  createSocket: (url, protocols) => new WebSocket(url, protocols ?? []) as unknown as SocketPort,
};
