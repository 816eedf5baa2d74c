import { compose, type Part } from "../fields.ts";
import type { Layer } from "../layer.ts";
import type { OpeningRecord } from "../record.ts";
import { shorten } from "../text.ts";
import { hasSession, parseTarget, requestLineParts } from "./request-line.ts";

/** The request that opens a WebSocket or WebTransport, and the answer once it is there. */
export function explainOpening({ transport, url, state, extensions }: OpeningRecord): Layer {
  const manner = MANNERS[transport];
  const target = parseTarget(url);
  const composed = compose(
    requestLineParts(target, { name: manner.method, explanation: manner.methodExplanation }),
  );
  const isMove = hasSession(target);
  const purpose = isMove ? "The session that is open already may move to it, if a probe succeeds." : "";
  return {
    kind: "http",
    direction: "out",
    title: `${manner.method}, ${manner.name}${isMove ? " for an open session" : ""}`,
    explanation: [manner.explanation, purpose, DERIVED].filter((sentence) => sentence !== "").join(" "),
    derived: true,
    ...composed,
    ...(state === "failed" ? { problem: manner.failure } : {}),
    children: state === "open" ? [explainAgreement(manner, extensions)] : [],
  };
}

const DERIVED = "The page is not shown the raw request, so that these bytes are told from the address.";

interface Manner {
  readonly name: string;
  readonly method: string;
  readonly methodExplanation: string;
  readonly explanation: string;
  readonly agreement: { readonly content: string; readonly title: string; readonly explanation: string };
  readonly failure: string;
}

const MANNERS: Readonly<Record<OpeningRecord["transport"], Manner>> = {
  websocket: {
    name: "WebSocket upgrade",
    method: "GET",
    methodExplanation:
      "An ordinary request, with headers (Upgrade, Connection) that ask for another protocol.",
    explanation: "Asks the server to go on with WebSocket on the same connection.",
    agreement: {
      content: "101 Switching Protocols",
      title: "101, Switching Protocols",
      explanation: "The server agrees. From here on it is WebSocket, no longer HTTP.",
    },
    failure:
      "No WebSocket came about, and the browser does not say why: a proxy that does not pass the upgrade, WebSocket switched off on the server, a wrong path, or no network.",
  },
  webtransport: {
    name: "WebTransport session",
    method: "CONNECT",
    methodExplanation: "HTTP/3 opens sessions with CONNECT.",
    explanation: "Asks the server for a WebTransport session over HTTP/3, which runs on UDP.",
    agreement: {
      content: "200",
      title: "200, session open",
      explanation: "The server agrees. Packets go over a stream of the session.",
    },
    failure:
      "No WebTransport session came about, and the browser does not say why: UDP is blocked, the server does not offer it, or the certificate is not accepted.",
  },
};

function explainAgreement({ agreement }: Manner, extensions: string | undefined): Layer {
  const parts: readonly Part[] = [
    { content: agreement.content, name: "status", explanation: agreement.explanation },
    ...(extensions === undefined || extensions === "" ? [] : [extensionsPart(extensions)]),
  ];
  return {
    kind: "http",
    direction: "in",
    title: agreement.title,
    explanation: `${agreement.explanation} The page is not shown the raw answer.`,
    derived: true,
    ...compose(parts),
    children: [],
  };
}

function extensionsPart(extensions: string): Part {
  return {
    content: `\r\nSec-WebSocket-Extensions: ${extensions}`,
    name: "extensions",
    value: shorten(extensions),
    explanation:
      "What both sides agreed on beside the protocol. permessage-deflate: messages may be compressed.",
  };
}
