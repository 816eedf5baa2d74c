import { requestBytes, type RequestParts } from "../../engine-table/harness/call.ts";
import { type HttpResponse, readResponse } from "../../engine-table/harness/http-response.ts";
import { Wire } from "../../engine-table/harness/wire.ts";
import type { Tracks } from "./tracks.ts";
import { visible } from "./values.ts";

/** An Engine.IO client by hand, over polling: each request is made when the scenario says so. */
export class RawPolling {
  readonly name: string;
  sid = "";
  readonly wires: Wire[] = [];
  readonly #tracks: Tracks;
  readonly #port: number;

  constructor(tracks: Tracks, name: string, port: number) {
    this.name = name;
    this.#tracks = tracks;
    this.#port = port;
  }

  /** The handshake; only its id is kept, or a refusal noted. */
  async open(query = ""): Promise<void> {
    const response = await this.#request({ query });
    this.sid = /"sid":"([^"]+)"/.exec(response.body.toString())?.[1] ?? "";
    if (this.sid === "") this.#note("open", response);
  }

  /** Sends packets, and notes the answer. */
  async post(...packets: readonly string[]): Promise<void> {
    const response = await this.#request({ method: "POST", sid: this.sid, body: packets.join("\u001e") });
    this.#note("post", response);
  }

  /** Asks for packets; notes and resolves when the answer is there. */
  async poll(): Promise<string> {
    const response = await this.#request({ sid: this.sid });
    this.#note("poll", response);
    return response.body.toString();
  }

  async #request(parts: RequestParts): Promise<HttpResponse> {
    const wire = new Wire(this.#port, 20_000);
    this.wires.push(wire);
    wire.send(requestBytes({ path: "/socket.io/", ...parts, headers: { Connection: "close" } }));
    return readResponse(wire, parts.method ?? "GET");
  }

  #note(what: string, { status, body }: HttpResponse): void {
    this.#tracks.add(`${this.name} ${what}s`, `${status} > ${visible(body.toString())}`);
  }
}
