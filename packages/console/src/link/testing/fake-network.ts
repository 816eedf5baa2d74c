import { createFaultSwitches } from "../fault-switches.ts";
import type { TracedNetwork } from "../traced/network.ts";
import type { MessageData, RequestPort, SocketEnd, SocketPort } from "../traced/ports.ts";
import { WireLog } from "../wire-log.ts";

/** A request that is answered by the test. */
class FakeRequest implements RequestPort {
  onloadend: (() => void) | null = null;
  withCredentials = false;
  timeout = 0;
  status = 0;
  responseText = "";
  readonly headers: Record<string, string> = {};
  method = "";
  url = "";
  body: string | null | undefined;
  isAborted = false;
  refusesToSend = false;

  open(method: string, url: string): void {
    Object.assign(this, { method, url });
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  send(body?: string | null): void {
    if (this.refusesToSend) throw new Error("refused");
    this.body = body;
  }

  abort(): void {
    this.isAborted = true;
  }

  answer(status: number, responseText = ""): void {
    Object.assign(this, { status, responseText });
    this.onloadend?.();
  }
}

/** A socket that is moved by the test. */
export class FakeSocket implements SocketPort {
  binaryType = "blob";
  extensions = "permessage-deflate";
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: MessageData }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((end: SocketEnd) => void) | null = null;
  readonly url: string;
  readonly sent: MessageData[] = [];
  isClosed = false;

  constructor(url: string) {
    this.url = url;
  }

  send(data: MessageData): void {
    this.sent.push(data);
  }

  close(): void {
    this.isClosed = true;
  }
}

/** A network without anything behind it. */
export function createFakeNetwork() {
  const requests: FakeRequest[] = [];
  const sockets: FakeSocket[] = [];
  const probes: string[] = [];
  const recorder = new WireLog();
  const faults = createFaultSwitches();
  const network: TracedNetwork = {
    faults,
    recorder,
    onProbe: (transport) => void probes.push(transport),
    ports: {
      createRequest() {
        const request = new FakeRequest();
        requests.push(request);
        return request;
      },
      createSocket(url) {
        if (url.startsWith("wrong:")) throw new SyntaxError("refused");
        const socket = new FakeSocket(url);
        sockets.push(socket);
        return socket;
      },
    },
  };
  return { network, faults, recorder, requests, sockets, probes };
}
