import type { Layer } from "../layer.ts";
import type { Passage } from "../passage.ts";
import type { PacketRecord } from "../record.ts";
import { toBytes } from "../text.ts";
import { explainBinaryPacket, explainTextPacket, explainUntypedPacket } from "./engine-packet.ts";
import { ENGINE_TYPES } from "./packet-types.ts";

/** A packet of a live client, as its server noted it down, in the form that it has on the wire. */
export function explainNotedPacket({ type, data = "" }: PacketRecord, passage: Passage): Layer {
  if (typeof data !== "string" && type === "message") return explainBinaryPacket(data, passage);
  const digit = ENGINE_TYPES.findIndex(({ name }) => name === type);
  if (digit === -1 || typeof data !== "string") return explainUntypedPacket(toBytes(data), type, passage);
  return explainTextPacket(toBytes(`${digit}${data}`), passage);
}
