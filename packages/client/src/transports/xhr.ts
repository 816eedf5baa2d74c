// oxlint-disable typescript/no-explicit-any, typescript/no-generated-empty-object-type, typescript/no-unsafe-member-access, typescript/no-unsafe-call, typescript/no-unsafe-assignment -- requests are made by whatever the platform has in the place of XMLHttpRequest
import { Emitter, type TypedEmitter } from "../emitter/index.ts";
import { Polling } from "./polling.ts";

/** What a request tells. */
export interface RequestReservedEvents {
  success: () => void;
  data: (data: any) => void;
  error: (err: number | Error, context: unknown) => void;
}

/** One request. */
export type Request = TypedEmitter<Record<never, never>, RequestReservedEvents, RequestReservedEvents>;

/** HTTP long-polling by the XMLHttpRequest of the browser. */
export class XHR extends Polling {
  doPoll(): void {
    this.#request("xhr poll error").on("data", (data) => this.onData(data));
  }

  doWrite(data: string, callback: () => void): void {
    this.#request("xhr post error", { method: "POST", data }).on("success", callback);
  }

  #request(failure: string, opts?: Record<string, any>): Request {
    return this.request(opts).on("error", (error, context) => this.onError(failure, error, context));
  }

  /** Creates a request, and sends it. Nothing is told before this has returned. */
  request({ method = "GET", data = null }: Record<string, any> = {}): Request {
    const { extraHeaders, withCredentials, requestTimeout } = this.opts;
    const request: Request = new Emitter();
    let xhr: any;
    const end = (): void => void xhr.abort();
    // Not aborted then: this would empty the response, which listeners may want to read later on.
    const fail = (error: number | Error): unknown =>
      this.setTimeoutFn(() => request.emit("error", error, xhr), 0);
    try {
      xhr = this.createXhr();
      xhr.open(method, this.uri(), true);
      try {
        for (const name in extraHeaders) xhr.setRequestHeader(name, extraHeaders[name]);
      } catch {
        // A header that is refused is not worth a connection.
      }
      if (data) xhr.setRequestHeader("Content-type", "text/plain;charset=UTF-8");
      xhr.withCredentials = withCredentials;
      xhr.timeout = requestTimeout ?? 0;
      xhr.onreadystatechange = () => {
        if (xhr.readyState !== 4) return;
        this._onRequestEnd(end);
        if (xhr.status === 200) request.emit("data", xhr.responseText).emit("success");
        else fail(xhr.status as number);
      };
      xhr.send(data);
      this._requests.add(end);
    } catch (error) {
      fail(error as Error);
    }
    return request;
  }

  /** Creates what is used like an XMLHttpRequest. */
  protected createXhr(): any {
    return new XMLHttpRequest();
  }
}
