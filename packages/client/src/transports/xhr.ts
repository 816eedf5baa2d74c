// oxlint-disable typescript/no-explicit-any, typescript/no-unsafe-argument, typescript/no-unsafe-member-access, typescript/no-unsafe-call, typescript/no-unsafe-assignment -- requests are made by whatever the platform has in the place of XMLHttpRequest
import { Polling } from "./polling.ts";

/** HTTP long-polling by the XMLHttpRequest of the browser. */
export class XHR extends Polling {
  doPoll(): void {
    this.#request("xhr poll error", (text) => this.onData(text));
  }

  doWrite(data: string, callback: () => void): void {
    this.#request("xhr post error", callback, data);
  }

  #request(failure: string, onText: (text: string) => void, body: string | null = null): void {
    const { extraHeaders, withCredentials, requestTimeout } = this.opts;
    let xhr: any;
    // Later, so that there is time to listen. Not aborted: this would empty the response, which listeners may want to read.
    const fail = (description: unknown): unknown =>
      this.setTimeoutFn(() => this.onError(failure, description, xhr), 0);
    try {
      xhr = this._createXhr();
      xhr.open(body ? "POST" : "GET", this.uri(), true);
      try {
        for (const name in extraHeaders) xhr.setRequestHeader(name, extraHeaders[name]);
      } catch {
        // A header that is refused is not worth a connection.
      }
      if (body) xhr.setRequestHeader("Content-type", "text/plain;charset=UTF-8");
      xhr.withCredentials = withCredentials;
      xhr.timeout = requestTimeout ?? 0;
      xhr.onloadend = () => {
        this._onRequestEnd(xhr);
        if (xhr.status === 200) onText(xhr.responseText);
        else fail(xhr.status);
      };
      xhr.send(body);
      this._requests.add(xhr);
    } catch (error) {
      fail(error);
    }
  }

  /** Creates what is used like an XMLHttpRequest. */
  protected _createXhr(): any {
    return new XMLHttpRequest();
  }
}
