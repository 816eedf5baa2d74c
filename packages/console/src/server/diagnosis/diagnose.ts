import type { Endpoint, Finding } from "../../contract/index.ts";
import { Refused } from "../refused.ts";
import { readValidity } from "./certificate.ts";
import { readEngineAnswer, type EngineAnswer } from "./engine-answer.ts";
import * as findings from "./engine-findings.ts";
import { isFailure, probe, probeUpgrade, type ProbeAnswer, type ProbeRequest } from "./http-probe.ts";
import {
  concernsCertificate,
  describeFailure,
  describeValidity,
  suggestsOtherScheme,
} from "./network-findings.ts";

/** For all requests together: pages wait ten seconds for an answer. */
const DEADLINE = 9_000;

/** Where servers are found that are not where one looks. */
const COMMON_PATHS = ["/socket.io/", "/ws/socket.io/", "/api/socket.io/"];

/** Finds out why a client cannot connect, by doing what it would do, step by step. */
export async function diagnose(endpoint: Endpoint): Promise<Finding> {
  return new Diagnosis(endpoint).run();
}

class Diagnosis {
  readonly #url: URL;
  readonly #path: string;
  readonly #origin: string | undefined;
  readonly #signal = AbortSignal.timeout(DEADLINE);

  constructor({ url, path, origin }: Endpoint) {
    this.#url = parseUrl(url);
    this.#path = path.startsWith("/") ? path : `/${path}`;
    this.#origin = origin;
  }

  async run(): Promise<Finding> {
    const first = await probe(this.#request(this.#path, "polling"));
    if (isFailure(first)) return this.#onFailure(first.code);
    if (PLAIN_TO_TLS.test(first.body)) return findings.otherScheme(this.#url);
    const answer = readEngineAnswer(first);
    switch (answer.kind) {
      case "handshake":
        return this.#onHandshake(first, answer);
      case "old":
        return findings.oldServer;
      case "refusal":
        return answer.code === findings.TRANSPORT_UNKNOWN
          ? this.#withoutPolling(answer.message)
          : findings.describeRefusal(answer.code, answer.message);
      case "foreign":
        return this.#onForeign(first);
      default:
        return answer satisfies never;
    }
  }

  #request(path: string, transport: string): ProbeRequest {
    const url = new URL(path, this.#url.origin);
    url.searchParams.set("EIO", "4");
    url.searchParams.set("transport", transport);
    return { url, origin: this.#origin, signal: this.#signal };
  }

  async #onFailure(code: string): Promise<Finding> {
    if (suggestsOtherScheme(code)) {
      const url = new URL(this.#url);
      url.protocol = url.protocol === "https:" ? "http:" : "https:";
      const other = await probe({ url, signal: this.#signal, trustsAnybody: true });
      if (!isFailure(other)) return findings.otherScheme(this.#url);
    }
    const validity = concernsCertificate(code) ? await readValidity(this.#url) : undefined;
    const outOfDate = validity && describeValidity(validity, this.#url, new Date());
    return outOfDate ?? describeFailure(code, this.#url);
  }

  async #onHandshake(
    first: ProbeAnswer,
    { sid, offersWebSocket }: EngineAnswer & { readonly kind: "handshake" },
  ): Promise<Finding> {
    const isForgotten = await this.#leave(sid);
    const origin = this.#origin;
    if (origin !== undefined && origin !== this.#url.origin && !letsRead(first, origin)) {
      return findings.corsRefusal(origin);
    }
    if (isForgotten) return findings.forgetfulServer;
    const upgrade = await probeUpgrade(this.#request(this.#path, "websocket"));
    const status = isFailure(upgrade) ? upgrade.code : upgrade.status;
    if (status === 101) return findings.reachable(this.#url, this.#path);
    return offersWebSocket ? findings.noUpgrade(status) : findings.pollingOnly;
  }

  /** Closes the session that was opened to look; a server that does not find it is not the one that has opened it. */
  async #leave(sid: string): Promise<boolean> {
    const { url, ...request } = this.#request(this.#path, "polling");
    url.searchParams.set("sid", sid);
    const goodbye = await probe({ ...request, url, body: "1" });
    if (isFailure(goodbye)) return false;
    const answer = readEngineAnswer(goodbye);
    return answer.kind === "refusal" && answer.code === findings.UNKNOWN_SESSION;
  }

  async #withoutPolling(message: string): Promise<Finding> {
    const upgrade = await probeUpgrade(this.#request(this.#path, "websocket"));
    const isOpen = !isFailure(upgrade) && upgrade.status === 101;
    return isOpen ? findings.webSocketOnly : findings.describeRefusal(findings.TRANSPORT_UNKNOWN, message);
  }

  async #onForeign({ status, headers }: ProbeAnswer): Promise<Finding> {
    const { location } = headers;
    if (status >= 300 && status < 400 && location !== undefined) return this.#onRedirection(location);
    const right = await this.#findPath();
    return right === undefined
      ? findings.foreign(status, this.#url, this.#path)
      : findings.wrongPath(this.#path, right);
  }

  #onRedirection(location: string): Finding {
    const target = URL.canParse(location, this.#url.origin) ? new URL(location, this.#url.origin) : undefined;
    const isSameButEncrypted = target?.protocol === "https:" && this.#url.protocol === "http:";
    if (isSameButEncrypted && target.hostname === this.#url.hostname) return findings.otherScheme(this.#url);
    // Without its query, which may have secrets in it.
    return findings.redirected(
      target === undefined ? "another address" : `${target.origin}${target.pathname}`,
    );
  }

  /** Another path at which a Socket.IO server answers, the likeliest first. */
  async #findPath(): Promise<string | undefined> {
    const path = this.#path;
    const toggled = path.endsWith("/") ? path.slice(0, -1) : `${path}/`;
    const below = `${this.#url.pathname.replace(/\/+$/, "")}/socket.io/`;
    const candidates = [...new Set([toggled, below, ...COMMON_PATHS])].filter(
      (one) => one !== path && one !== "",
    );
    const answers = await Promise.all(candidates.map((one) => this.#answersAt(one)));
    return candidates.find((_, index) => answers[index]);
  }

  async #answersAt(path: string): Promise<boolean> {
    const outcome = await probe(this.#request(path, "polling"));
    return !isFailure(outcome) && readEngineAnswer(outcome).kind !== "foreign";
  }
}

/** How web servers say, in plain text, that they would have liked TLS. */
const PLAIN_TO_TLS = /HTTP request (was )?(sent )?to (an )?HTTPS (port|server)/i;

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const protocol = url && PROTOCOLS[url.protocol];
  if (url === undefined || protocol === undefined) {
    throw new Refused("The URL should begin with http://, https://, ws:// or wss://, and name a host.");
  }
  return new URL(url.href.replace(url.protocol, protocol));
}

/** WebSocket begins with a request of HTTP. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  "http:": "http:",
  "https:": "https:",
  "ws:": "http:",
  "wss:": "https:",
};

function letsRead({ headers }: ProbeAnswer, origin: string): boolean {
  const allowed = headers["access-control-allow-origin"];
  return allowed === "*" || allowed === origin;
}
