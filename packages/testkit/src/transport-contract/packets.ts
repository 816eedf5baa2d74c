import type { EnginePacket, PacketData } from "@sockeye/protocol/engine";

/** A message. */
export function message(data?: PacketData): EnginePacket {
  return { type: "message", data };
}

/** So many numbered messages. */
export function messages(count: number, prefix = "m"): EnginePacket[] {
  return Array.from({ length: count }, (_, index) => message(`${prefix}${index}`));
}

/** What messages look like that are hard on an encoding. */
export function difficultMessages(): EnginePacket[] {
  return [
    message("plain"),
    message(),
    message("4"),
    message("b64"),
    message("1:2"),
    message("line\nfeed\u2028 and \u0000"),
    message("d\u00e9j\u00e0 vu \u2603 \u{1f41f}"),
    message(Uint8Array.of(0, 1, 4, 0x1e, 0x34, 0x80, 0xff)),
    message("between"),
    message(Uint8Array.of(4)),
    message("x".repeat(70_000)),
    message(new Uint8Array(70_000).fill(0xfe)),
    message("last"),
  ];
}

/** As values that compare well: without options, and with bytes that print. */
export function plain(packets: readonly EnginePacket[]): unknown[] {
  return packets.map(({ type, data }) => ({ type, data: plainData(data) }));
}

/** Only the messages, as media may add packets of other types. */
export function plainMessages(packets: readonly EnginePacket[]): unknown[] {
  return plain(packets.filter(({ type }) => type === "message"));
}

function plainData(data: PacketData | undefined): unknown {
  if (data === undefined || typeof data === "string") return data;
  return { bytes: Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}
