import { WebSocket } from "@sockeye/websocket";
import type { NetworkPorts, RequestPort, SocketPort } from "../traced/ports.ts";

/** Makes requests by `fetch`, and is used like an XMLHttpRequest. */
class FetchRequest implements RequestPort {
  onloadend: (() => void) | null = null;
  withCredentials = false;
  timeout = 0;
  status = 0;
  responseText = "";
  readonly #abort = new AbortController();
  readonly #headers: Record<string, string> = {};
  #method = "";
  #url = "";

  open(method: string, url: string): void {
    this.#method = method;
    this.#url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers[name] = value;
  }

  send(body: string | null = null): void {
    void this.#send(body);
  }

  abort(): void {
    this.#abort.abort();
  }

  async #send(body: string | null): Promise<void> {
    const { signal } = this.#abort;
    try {
      const answer = await fetch(this.#url, { method: this.#method, headers: this.#headers, body, signal });
      this.responseText = await answer.text();
      this.status = answer.status;
    } catch {
      // Refused or given up: the status stays 0.
    }
    this.onloadend?.();
  }
}

/** The network as Node reaches it. */
export const nodeNetwork: NetworkPorts = {
  createRequest: () => new FetchRequest(),
  createSocket: (url, protocols) => new WebSocket(url, protocols ?? []) as unknown as SocketPort,
};
