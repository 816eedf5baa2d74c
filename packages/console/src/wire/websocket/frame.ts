import { explainBinaryPacket, explainTextPacket } from "../engine/engine-packet.ts";
import { compose } from "../fields.ts";
import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import type { FrameRecord } from "../record.ts";
import { describeBytes, toBytes } from "../text.ts";
import { frameHeaderParts } from "./frame-header.ts";
import { streamHeaderParts } from "./stream-header.ts";

/** What messages are sent on. */
export interface Channel {
  readonly transport: "websocket" | "webtransport";
  readonly mayBeCompressed: boolean;
}

/** A message, with the header that it must have had. */
export function explainFrame({ data, direction }: FrameRecord, channel: Channel, passage: Passage): Layer {
  const payload = toBytes(data);
  const isText = typeof data === "string";
  const isStream = channel.transport === "webtransport";
  const facts = {
    length: payload.length,
    isText,
    isMasked: direction === "out",
    mayBeCompressed: channel.mayBeCompressed,
  };
  const { bytes, fields } = compose([
    ...(isStream ? streamHeaderParts(facts) : frameHeaderParts(facts)),
    {
      content: payload,
      name: "payload",
      ...(isText ? {} : { value: describeBytes(payload) }),
      explanation: "What is carried: one Engine.IO packet.",
    },
  ]);
  const carried = bytes.subarray(bytes.length - payload.length);
  return {
    kind: "websocket",
    direction,
    title: isText ? "text message" : "binary message",
    explanation: isStream ? STREAM : FRAME,
    bytes,
    derived: true,
    fields,
    children: [isText ? explainTextPacket(carried, passage) : explainBinaryPacket(carried, passage)],
  };
}

const FRAME =
  "A WebSocket message: once the connection is open, each costs a few bytes beside what it carries. The header is told from the length.";
const STREAM = "A packet on a WebTransport stream. The header is told from the length.";
