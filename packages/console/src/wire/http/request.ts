import { compose, concatenate, FieldList } from "../fields.ts";
import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import type { HttpRecord } from "../record.ts";
import { count, toBytes } from "../text.ts";
import { explainPayload } from "./payload.ts";
import { hasSession, parseTarget, requestLineParts, type Target } from "./request-line.ts";

const DERIVED =
  "The page is not shown the raw request, so that these bytes are told from what was asked for.";

/** A request without its answer. */
export function explainRequest({ method, url, requestBody }: HttpRecord, passage: Passage): Layer {
  const target = parseTarget(url);
  const purpose = describePurpose(method, target);
  const head = compose([
    ...requestLineParts(target, { name: method, explanation: purpose.explanation }),
    ...(requestBody === undefined ? [] : [HIDDEN_HEADERS]),
  ]);
  const request = { kind: "http", direction: "out", derived: true } as const;
  const explanation = `${purpose.explanation} ${DERIVED}`;
  if (requestBody === undefined)
    return { ...request, ...head, title: `${method}, ${purpose.title}`, explanation, children: [] };

  const bytes = concatenate([head.bytes, toBytes(requestBody)]);
  const from = head.bytes.length;
  const fields = new FieldList(bytes, head.fields);
  const { packets } = explainPayload(fields, { bytes, from }, passage);
  return {
    ...request,
    title: `${method}, ${count(packets.length, "packet")}, ${count(bytes.length - from, "byte")}`,
    explanation,
    bytes,
    fields: fields.fields,
    children: packets,
  };
}

const HIDDEN_HEADERS = {
  content: "\r\n\r\n",
  name: "headers",
  value: "not shown",
  explanation:
    "Here are the headers that the browser adds (Host, Origin, Cookie and others), then an empty line.",
};

interface Purpose {
  readonly title: string;
  readonly explanation: string;
}

function describePurpose(method: string, target: Target): Purpose {
  if (method === "POST")
    return {
      title: "no packets",
      explanation: "POST takes packets to the server. While by HTTP, it is the way out.",
    };
  if (method !== "GET")
    return { title: "no packets", explanation: "Socket.IO itself asks with GET and POST only." };
  if (hasSession(target))
    return {
      title: "long poll",
      explanation:
        "GET fetches packets. The server holds the request until it has some: that is a long poll.",
    };
  return {
    title: "asks for a session",
    explanation: "GET without a sid asks for a session. The answer is the handshake.",
  };
}
