import { FieldList } from "../fields.ts";
import { addMembers } from "../json-fields.ts";
import { readJson } from "../json-text.ts";
import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import type { HttpRecord } from "../record.ts";
import { count, startOfText, toBytes } from "../text.ts";
import { explainPayload } from "./payload.ts";
import { describeEngineRefusal, describeStatus, explainRefusalMember, type Refusal } from "./refusals.ts";

/** A request that was answered. */
export interface Answered extends HttpRecord {
  readonly status: number;
}

export function isAnswered(record: HttpRecord): record is Answered {
  return record.status !== undefined;
}

/** The answer to a request. Its bytes are those of the body. */
export function explainAnswer(record: Answered, passage: Passage): Layer {
  const bytes = toBytes(record.responseBody ?? "");
  const described = describeBody({ ...record, bytes }, passage);
  return {
    kind: "http",
    direction: "in",
    explanation: "The body of the server's answer. Status and headers are not among the bytes.",
    bytes,
    derived: false,
    children: [],
    ...described,
    title: `${record.status}, ${described.title}`,
  };
}

interface Body {
  readonly status: number;
  readonly method: string;
  readonly bytes: Uint8Array;
}

type Described = Pick<Layer, "title" | "fields"> & Partial<Layer>;

function describeBody(body: Body, passage: Passage): Described {
  const { status, method, bytes } = body;
  if (status < 200 || status > 299) return describeRefusedBody(body);
  const start = startOfText(bytes);
  if (start.trimStart().startsWith("<")) return describeForeign(bytes, HTML_PAGE);
  if (method === "POST") return describeConfirmation(bytes);
  if (bytes.length === 0) return describeForeign(bytes, EMPTY);
  if (!/^[\db]/.test(start)) return describeForeign(bytes, NO_PAYLOAD);
  return describePayload(bytes, passage);
}

const HTML_PAGE: Refusal = {
  title: "HTML page",
  problem: "This is an HTML page: probably not a Socket.IO server, or the wrong path.",
};
const EMPTY: Refusal = {
  title: "nothing",
  problem: "The answer is empty. A Socket.IO server always has a packet to answer with.",
};
const NO_PAYLOAD: Refusal = {
  title: "no packets",
  problem: "These are no Engine.IO packets: probably not a Socket.IO server, or the wrong path.",
};
const OLD_SERVER =
  "The packets are told apart as Socket.IO 2 does it: an old server, which a client of today cannot talk to.";

function describePayload(bytes: Uint8Array, passage: Passage): Described {
  const fields = new FieldList(bytes);
  const { packets, isOld } = explainPayload(fields, { bytes, from: 0 }, passage);
  const title = `${count(packets.length, "packet")}${isOld ? " of Socket.IO 2" : ""}, ${count(bytes.length, "byte")}`;
  return { title, fields: fields.fields, children: packets, ...(isOld ? { problem: OLD_SERVER } : {}) };
}

function describeConfirmation(bytes: Uint8Array): Described {
  const fields = new FieldList(bytes).rest({
    name: "confirmation",
    explanation:
      "The server says ok when it has taken the packets. What they led to, it says in other packets.",
  });
  const text = startOfText(bytes, 20);
  const problem = text === "ok" ? {} : { problem: "A Socket.IO server says ok here. Is it one?" };
  return { title: text === "" ? "nothing" : text, fields: fields.fields, ...problem };
}

function describeRefusedBody({ status, bytes }: Body): Described {
  const json = readJson(bytes);
  const refusal = describeEngineRefusal(json);
  if (refusal === undefined || json.kind !== "object") return describeForeign(bytes, describeStatus(status));
  const fields = new FieldList(bytes);
  addMembers(fields, { bytes, from: 0, parts: json.parts }, explainRefusalMember);
  return { ...refusal, fields: fields.fields };
}

function describeForeign(bytes: Uint8Array, refusal: Refusal): Described {
  const fields = new FieldList(bytes).rest({
    name: "body",
    explanation: "What the server answered, as it is.",
  });
  return { ...refusal, fields: fields.fields };
}
