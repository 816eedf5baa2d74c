import { FieldList } from "../fields.ts";
import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import { explainAttachment } from "../socket/attachment.ts";
import { explainSocketPacket } from "../socket/socket-packet.ts";
import { describeBytes, shorten, startOfText, toText } from "../text.ts";
import { readBase64 } from "./base64.ts";
import { addHandshake } from "./handshake.ts";
import { ENGINE_TYPES, type EngineType } from "./packet-types.ts";

const ZERO = 0x30;
const BASE64_MARK = 0x62;
const TYPE_EXPLANATION = "The type of the Engine.IO packet, a digit.";

/** A packet in its text form: a digit, then what it carries; or `b`, then Base64. */
export function explainTextPacket(bytes: Uint8Array, passage: Passage): Layer {
  if (bytes[0] === BASE64_MARK) return explainBase64(bytes, passage);
  const type = ENGINE_TYPES[(bytes[0] ?? 0) - ZERO];
  return type === undefined ? explainUnknown(bytes, passage) : explainTyped(bytes, type, passage);
}

/** Raw bytes, which always are a message. */
export function explainBinaryPacket(bytes: Uint8Array, passage: Passage): Layer {
  const fields = new FieldList(bytes).rest({
    name: "data",
    value: describeBytes(bytes),
    explanation: "Binary data as it is. It needs no digit: only messages can be binary.",
  });
  return {
    ...packet(bytes, passage),
    title: "binary message",
    explanation: BINARY_EXPLANATION,
    fields: fields.fields,
    children: [explainAttachment(bytes, { size: bytes.length, value: describeBytes(bytes) }, passage)],
  };
}

/** A packet of a type that a server made a note of, with a type that is none of Engine.IO's. */
export function explainUntypedPacket(bytes: Uint8Array, type: string, passage: Passage): Layer {
  const fields = new FieldList(bytes).rest({ name: "data", explanation: "What the packet carries." });
  const title = shorten(type, 60);
  return { ...packet(bytes, passage), ...UNKNOWN, title, fields: fields.fields };
}

const BINARY_EXPLANATION = "Carries bytes for the floor above: an attachment of the Socket.IO packet before.";

const UNKNOWN = {
  title: "unknown packet",
  explanation: "Should be an Engine.IO packet.",
  problem: "This type is none of Engine.IO's. The session is closed with the reason parse error.",
} as const;

function packet(bytes: Uint8Array, { direction }: Passage) {
  return { kind: "engine", direction, bytes, derived: false, children: [] } as const;
}

function explainUnknown(bytes: Uint8Array, passage: Passage): Layer {
  if (bytes.length === 0)
    return {
      ...packet(bytes, passage),
      ...UNKNOWN,
      problem: "The packet is empty.",
      title: "empty packet",
      fields: [],
    };
  const fields = new FieldList(bytes)
    .upTo(1, { name: "packet type", explanation: `${TYPE_EXPLANATION} 0 to 6 are known.` })
    .rest({ name: "data", explanation: "What the packet carries." });
  return { ...packet(bytes, passage), ...UNKNOWN, fields: fields.fields };
}

function explainTyped(bytes: Uint8Array, type: EngineType, passage: Passage): Layer {
  const { name, explanation } = type;
  const fields = new FieldList(bytes).upTo(1, {
    name: "packet type",
    value: `${String.fromCharCode(bytes[0]!)} (${name})`,
    explanation: TYPE_EXPLANATION,
  });
  const typed = { ...packet(bytes, passage), title: name, explanation };
  if (name === "open") return { ...typed, ...describeOpening(fields, bytes, passage), fields: fields.fields };
  if (name === "message") {
    fields.rest({ name: "data", explanation: "What the message carries: the text of a Socket.IO packet." });
    return { ...typed, fields: fields.fields, children: [explainSocketPacket(bytes.subarray(1), passage)] };
  }
  const isProbe = type.probe !== undefined && startOfText(bytes.subarray(1)) === "probe";
  fields.rest(
    isProbe
      ? { name: "probe", explanation: "Says that this is no heartbeat, but a test of a new way." }
      : { name: "data", explanation: "Packets of this type need none; it is sent back, or passed over." },
  );
  const probe = isProbe ? { title: `${name} (probe)`, explanation: type.probe } : {};
  return { ...typed, ...probe, fields: fields.fields };
}

function describeOpening(fields: FieldList, bytes: Uint8Array, { conversation }: Passage): Partial<Layer> {
  const opening = addHandshake(fields, bytes);
  if (opening === "broken")
    return { problem: "The data is not a JSON object. The client closes the session." };
  if (opening === "request")
    return { explanation: "The client asks for a session, or names the one that is to move to this way." };
  conversation.restart();
  return {
    title: "handshake",
    explanation: "The server opens the session. It says the session's id and how the heartbeat goes.",
  };
}

function explainBase64(bytes: Uint8Array, passage: Passage): Layer {
  const data = bytes.subarray(1);
  const decoded = readBase64(toText(data));
  const value = decoded === undefined ? startOfText(data) : describeBytes(decoded.start, decoded.size);
  const fields = new FieldList(bytes)
    .upTo(1, {
      name: "binary mark",
      value: "b",
      explanation: "What follows is binary data, written as Base64 because requests carry text.",
    })
    .rest({ name: "Base64", value, explanation: "Four characters for three bytes." });
  const layer = {
    ...packet(bytes, passage),
    title: "binary message (Base64)",
    explanation: BINARY_EXPLANATION,
    fields: fields.fields,
  };
  if (decoded === undefined)
    return { ...layer, problem: "This is not Base64. The session is closed with the reason parse error." };
  return { ...layer, children: [explainAttachment(data, { size: decoded.size, value }, passage)] };
}
