import { Polling } from "./polling.ts";

/** HTTP long-polling by `fetch`. */
export class Fetch extends Polling {
  doPoll(): void {
    void this.#request("fetch read error", (text) => this.onData(text));
  }

  doWrite(data: string, callback: () => void): void {
    void this.#request("fetch write error", callback, data);
  }

  async #request(failure: string, onText: (text: string) => void, body: string | null = null): Promise<void> {
    const controller = new AbortController();
    let text: string | undefined;
    let description: unknown;
    let response: Response | undefined;
    this._requests.add(controller);
    try {
      // The type of a text is that which servers expect.
      response = await this.fetch(this.uri(), {
        method: body ? "POST" : "GET",
        body,
        signal: controller.signal,
        headers: this.opts.extraHeaders!,
        credentials: this.opts.withCredentials ? "include" : "omit",
      });
      description = response.status;
      // The body of a failure is left to those who get the response with the error.
      if (response.ok) text = await response.text();
    } catch (error) {
      description = error;
    }
    this._onRequestEnd(controller);
    // Not within the `try`: what listeners throw is theirs.
    if (text === undefined) this.onError(failure, description, response);
    else onText(text);
  }

  /** Sends a request; in Node with the cookies of the session. Never throws at once: nobody would listen yet. */
  protected async fetch(uri: string, init: RequestInit): Promise<Response> {
    return fetch(uri, init);
  }
}
