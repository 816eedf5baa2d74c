import type { FieldList } from "../fields.ts";
import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import { explainTextPacket } from "../engine/engine-packet.ts";
import { count } from "../text.ts";
import { readOldPayload } from "./old-payload.ts";

/** Where the packets of a payload are. They reach to the end of the bytes. */
export interface PayloadPlace {
  readonly bytes: Uint8Array;
  readonly from: number;
}

/** What a payload carries. */
export interface Payload {
  readonly packets: readonly Layer[];
  /** Is it as servers and clients of revision 3 (Socket.IO 2) send it? */
  readonly isOld: boolean;
}

/** U+001E stands between the packets of a payload. */
const SEPARATOR = 0x1e;

/** Further packets are not told apart. */
const MAX_PACKETS = 2000;

/** Names packets and separators, and explains the packets. */
export function explainPayload(fields: FieldList, place: PayloadPlace, passage: Passage): Payload {
  const old = readOldPayload(place.bytes, place.from, MAX_PACKETS);
  return old === undefined
    ? { packets: explainSeparated(fields, place, passage), isOld: false }
    : { packets: explainOld(fields, { ...place, packets: old }, passage), isOld: true };
}

function explainSeparated(
  fields: FieldList,
  { bytes, from }: PayloadPlace,
  passage: Passage,
): readonly Layer[] {
  const packets: Layer[] = [];
  let start = from;
  while (packets.length < MAX_PACKETS) {
    const separator = bytes.indexOf(SEPARATOR, start);
    const end = separator === -1 ? bytes.length : separator;
    packets.push(addPacket(fields, { bytes, start, end, number: packets.length + 1 }, passage));
    if (separator === -1) return packets;
    fields.upTo(separator + 1, {
      name: "separator",
      value: "0x1e (record separator)",
      explanation: "Stands between two packets that share a request or an answer.",
    });
    start = separator + 1;
  }
  fields.rest({
    name: "further packets",
    explanation: "There are more packets, which are not told apart here.",
  });
  return packets;
}

interface OldPlace extends PayloadPlace {
  readonly packets: readonly { readonly start: number; readonly end: number }[];
}

function explainOld(fields: FieldList, { bytes, packets }: OldPlace, passage: Passage): readonly Layer[] {
  const layers = packets.map(({ start, end }, index) => {
    fields.upTo(start, {
      name: "length",
      explanation:
        "How many characters the packet has. Only revision 3 of Engine.IO (Socket.IO 2) says that.",
    });
    return addPacket(fields, { bytes, start, end, number: index + 1 }, passage);
  });
  fields.rest({
    name: "further packets",
    explanation: "There are more packets, which are not told apart here.",
  });
  return layers;
}

interface PacketPlace {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly number: number;
}

function addPacket(fields: FieldList, { bytes, start, end, number }: PacketPlace, passage: Passage): Layer {
  const layer = explainTextPacket(bytes.subarray(start, end), passage);
  fields.upTo(end, {
    name: `packet ${number}`,
    value: `${layer.title}, ${count(end - start, "byte")}`,
    explanation: "An Engine.IO packet: a digit for its type, then what it carries.",
  });
  return layer;
}
