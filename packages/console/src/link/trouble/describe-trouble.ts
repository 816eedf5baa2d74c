import { formatArgument } from "../arguments/format-argument.ts";
import type { Setup } from "../setup.ts";
import { describeAnswer, OLD_SERVER } from "./describe-answer.ts";
import type { Assessment, HttpAnswer, Trouble } from "./trouble.ts";

/** What is known when a connection could not be made. */
export interface FailedConnect {
  readonly message: string;
  /** Details that the server gave. */
  readonly data?: unknown;
  /** Has the server refused the namespace? Otherwise it was not even reached. */
  readonly isRefusal: boolean;
  readonly setup: Setup;
  /** The last answer to a request of this attempt, if there was one. */
  readonly answer?: HttpAnswer | undefined;
  readonly page: { readonly protocol: string; readonly isOnline: boolean };
  /** Which of the fault switches are on. */
  readonly faults: { readonly isCut: boolean; readonly blocksWebSocket: boolean; readonly isDeaf: boolean };
}

/** Says why a connection could not be made, as far as the page itself can tell. */
export function describeTrouble(failed: FailedConnect): Assessment {
  const certain =
    describeRefusal(failed) ??
    describeFault(failed) ??
    describeForeignServer(failed) ??
    describeSurroundings(failed);
  return certain === undefined
    ? { ...describeSilence(failed), isCertain: false }
    : { ...certain, isCertain: true };
}

/** Says why a session stays with HTTP although WebSocket was to be used. */
export function describeFailedUpgrade(blocksWebSocket: boolean): Trouble {
  return blocksWebSocket
    ? {
        found: "Connected by HTTP only: WebSocket is blocked by the switch on this page.",
        advice: "Switch the fault off and connect again.",
      }
    : {
        found: "Connected by HTTP only: a WebSocket could not be opened.",
        advice:
          "Often a proxy does not pass the upgrade on. It has to forward the headers Upgrade and Connection.",
      };
}

/** Has the library noticed itself that the server is of Socket.IO 2? */
export const isOldServerMessage = (message: string): boolean => message.includes("v2.x");

function describeRefusal({ isRefusal, message, data, setup }: FailedConnect): Trouble | undefined {
  if (!isRefusal) return undefined;
  if (message === "Invalid namespace")
    return {
      found: `The server has no namespace “${setup.namespace}”.`,
      advice: "Check how it is written, case included. The namespace is not the path of the requests.",
    };
  const details = data === undefined ? "" : ` It adds: ${formatArgument(data, { maxLength: 300 })}`;
  return {
    found: `The server refuses the connection: “${message}”.${details}`,
    advice: "A middleware of the server decides this, often by auth. Correct auth in the set-up.",
  };
}

function describeFault({ faults, setup }: FailedConnect): Trouble | undefined {
  const advice = "Switch the fault off to let it connect.";
  if (faults.isCut) return { found: "The network is cut by the switch on this page.", advice };
  if (faults.isDeaf)
    return { found: "Nothing arrives and nothing leaves, by the switch on this page.", advice };
  if (faults.blocksWebSocket && setup.transports[0] === "websocket")
    return { found: "WebSocket is blocked by the switch on this page.", advice };
  return undefined;
}

function describeForeignServer({ message, answer }: FailedConnect): Trouble | undefined {
  if (isOldServerMessage(message)) return OLD_SERVER;
  return answer === undefined ? undefined : describeAnswer(answer);
}

function describeSurroundings({ setup, page }: FailedConnect): Trouble | undefined {
  const { protocol, hostname } = new URL(setup.url);
  const isLocal = hostname === "localhost" || hostname === "[::1]" || hostname.startsWith("127.");
  if (isLocal) return undefined;
  if (page.protocol === "https:" && !/^(https|wss):$/.test(protocol))
    return {
      found: "This page was loaded by https, so the browser forbids connections without encryption.",
      advice: "Write https:// in the URL, or open this page by http.",
    };
  if (!page.isOnline)
    return {
      found: "The browser is offline.",
      advice: "Check the network of this device; it connects by itself then.",
    };
  return undefined;
}

function describeSilence({ message, setup }: FailedConnect): Trouble {
  const { host } = new URL(setup.url);
  if (message === "timeout")
    return {
      found: `Nothing came from ${host} in time.`,
      advice: "Something may drop the packets, a firewall for example; or the server is overloaded.",
    };
  if (message === "websocket error")
    return {
      found: `A WebSocket to ${host} could not be opened.`,
      advice:
        "Check URL and path. Where a proxy is in between, choose polling first, which needs no upgrade.",
    };
  if (message === "xhr poll error" || message === "xhr post error")
    return {
      found: `There is no answer from ${host} that this page may read.`,
      advice: "Is the server running? Does it allow this page's origin (CORS)?",
    };
  return {
    found: `Could not connect: ${message}.`,
    advice: "Look at the wire view for what went over the wire.",
  };
}
