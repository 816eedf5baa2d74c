import { HeldLine } from "./held-line.ts";
import type { TracedNetwork } from "./network.ts";
import type { RequestPort } from "./ports.ts";

/** Is used like an XMLHttpRequest, on a network that may be out of order. What it asks and is answered is written down. */
export class TracedRequest implements RequestPort {
  onloadend: (() => void) | null = null;
  withCredentials = false;
  timeout = 0;
  status = 0;
  responseText = "";

  readonly #network: TracedNetwork;
  readonly #outgoing: HeldLine;
  readonly #incoming: HeldLine;
  readonly #headers: [name: string, value: string][] = [];
  #request: RequestPort | undefined;
  #method = "GET";
  #url = "";
  #recordId: number | undefined;
  #isOver = false;
  #stopListening: (() => void) | undefined;

  constructor(network: TracedNetwork) {
    this.#network = network;
    const breakOff = (): void => this.#fail("too much is held back");
    this.#outgoing = new HeldLine(network.faults, breakOff);
    this.#incoming = new HeldLine(network.faults, breakOff);
  }

  open(method: string, url: string): void {
    this.#method = method;
    this.#url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.#headers.push([name, value]);
  }

  send(body: string | null = null): void {
    this.#recordId = this.#network.recorder.add({
      kind: "http",
      method: this.#method,
      url: this.#url,
      ...(body === null ? {} : { requestBody: body }),
    });
    // Later: nobody expects a request to have ended before `send` returns.
    this.#stopListening = this.#network.faults.isCut.subscribe((isCut) => {
      if (isCut) setTimeout(() => this.#fail("the network was cut"), 0);
    });
    if (!this.#network.faults.isCut.peek()) this.#outgoing.pass(() => this.#sendNow(body));
  }

  abort(): void {
    if (this.#recordId !== undefined && !this.#isOver) this.#fail("the page gave it up");
    else this.#letGo();
  }

  #sendNow(body: string | null): void {
    const request = (this.#request = this.#network.ports.createRequest());
    request.onloadend = () => {
      const { status } = request;
      if (status === 0) this.#incoming.pass(() => this.#fail("no answer, or none that this page may read"));
      else this.#incoming.pass(() => this.#finish(status, request.responseText));
    };
    try {
      request.open(this.#method, this.#url, true);
      for (const [name, value] of this.#headers) request.setRequestHeader(name, value);
      request.withCredentials = this.withCredentials;
      request.timeout = this.timeout;
      request.send(body);
    } catch {
      setTimeout(() => this.#fail("the browser refuses to send it"), 0);
    }
  }

  #finish(status: number, responseText: string): void {
    this.#end(status, responseText, { status, responseBody: responseText });
  }

  #fail(error: string): void {
    if (this.#isOver) return;
    const request = this.#request;
    if (request !== undefined) {
      request.onloadend = null;
      request.abort();
    }
    this.#end(0, "", { error });
  }

  #end(
    status: number,
    responseText: string,
    outcome: { readonly status: number; readonly responseBody: string } | { readonly error: string },
  ): void {
    this.#letGo();
    this.#network.recorder.grow(this.#recordId!, { ...outcome, endedAt: performance.now() });
    this.status = status;
    this.responseText = responseText;
    this.#isOver = true;
    this.onloadend?.();
  }

  #letGo(): void {
    this.#stopListening?.();
    this.#outgoing.close();
    this.#incoming.close();
  }
}
