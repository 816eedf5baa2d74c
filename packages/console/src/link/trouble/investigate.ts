import type { Endpoint, Finding } from "../../contract/index.ts";
import { consoleChannel, type ConsoleChannel } from "../console-channel.ts";
import type { Setup } from "../setup.ts";
import type { Trouble } from "./trouble.ts";

/** Who can look into a connection that fails. */
export interface Investigators {
  /** The server of this page sees what a browser does not show. Rejects where it does not look. */
  diagnose(endpoint: Endpoint): Promise<Finding>;
  /** Is anything answering there? What it answers cannot be seen. */
  probe(url: string): Promise<boolean>;
  readonly origin: string;
}

/** How long the page's own connection may take, before it is left out. */
const CHANNEL_PATIENCE = 2_000;

const PROBE_PATIENCE = 5_000;

/** Finds out more about a connection that could not be made than the library was told. */
export async function investigate(
  setup: Setup,
  by: Investigators = ofThisPage(),
): Promise<Trouble | undefined> {
  const endpoint = endpointOf(setup, by.origin);
  const finding = await by.diagnose(endpoint).catch(() => undefined);
  if (finding !== undefined && finding.kind !== "reachable" && finding.kind !== "unclear")
    return { found: finding.found, advice: finding.advice };
  const isAnswering = await by.probe(`${endpoint.url}${endpoint.path}?EIO=4&transport=polling`);
  return describeProbe(isAnswering, { endpoint, setup, origin: by.origin });
}

/** URL and path, as the requests of a set-up have them. */
function endpointOf(setup: Setup, origin: string): Endpoint {
  const url = new URL(setup.url.replace(/^ws/, "http")).origin;
  return { url, path: setup.path.endsWith("/") ? setup.path : `${setup.path}/`, origin };
}

function describeProbe(
  isAnswering: boolean,
  {
    endpoint,
    setup,
    origin,
  }: { readonly endpoint: Endpoint; readonly setup: Setup; readonly origin: string },
): Trouble | undefined {
  const { host } = new URL(endpoint.url);
  if (!isAnswering)
    return {
      found: `Nothing can be reached at ${host}.`,
      advice:
        "Is the server running? Check host, port and, with https, the certificate: open the URL in a tab.",
    };
  if (setup.transports[0] !== "polling")
    return {
      found: `${host} answers by HTTP, but does not open a WebSocket.`,
      advice: "Check the path, and whether a proxy in between forwards the headers Upgrade and Connection.",
    };
  if (endpoint.url === origin) return undefined;
  return {
    found: `${host} answers, but does not let pages of ${origin} read its answers (CORS).`,
    advice: `Set the server's option cors to { origin: "${origin}" }; check the path, too.`,
  };
}

const ofThisPage = (): Investigators => ({
  origin: location.origin,
  async diagnose(endpoint) {
    await settleChannel(consoleChannel);
    return consoleChannel.ask("diagnose", endpoint);
  },
  async probe(url) {
    try {
      await fetch(url, {
        mode: "no-cors",
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(PROBE_PATIENCE),
      });
      return true;
    } catch {
      return false;
    }
  },
});

/** Until the channel is connected, or will not be soon. Rejects in that case. */
function settleChannel(channel: ConsoleChannel): Promise<void> {
  channel.open();
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      clearTimeout(timer);
      stop();
      if (channel.state.peek() === "connected") resolve();
      else reject(new Error("The server of this page cannot be asked."));
    };
    const timer = setTimeout(settle, CHANNEL_PATIENCE);
    let stop = (): void => {};
    stop = channel.state.subscribe((state) => {
      if (state !== "connecting") queueMicrotask(settle);
    });
  });
}
