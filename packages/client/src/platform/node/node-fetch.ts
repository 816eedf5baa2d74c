import { Buffer } from "node:buffer";
import { Fetch as BrowserFetch } from "../../transports/fetch.ts";
import { jarOf } from "./cookie-jar.ts";
import { MAX_RESPONSE_BYTES, type HttpOptions } from "./xml-http-request.ts";

/** HTTP long-polling by the `fetch` of Node, which knows no cookies, and would read answers of any length. */
export class Fetch extends BrowserFetch {
  protected override async fetch(uri: string, init: RequestInit): Promise<Response> {
    const { maxResponseBytes = MAX_RESPONSE_BYTES } = this.opts as HttpOptions;
    const jar = jarOf(this.opts);
    const headers = new Headers(init.headers);
    jar?.appendCookies(headers);
    const response = await super.fetch(uri, { ...init, headers });
    jar?.parseCookies(response.headers.getSetCookie());
    return Object.assign(response, { text: () => readText(response, maxResponseBytes) });
  }
}

async function readText({ body }: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new Error("response too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
