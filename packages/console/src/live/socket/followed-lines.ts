import type { Followed } from "../../contract/index.ts";
import type { WireLine } from "../../link/index.ts";
import { createWireDecoder, type PacketRecord, type Payload } from "../../wire/index.ts";

const MAX_LINES = 2_000;
const MAX_BYTES = 8_000_000;

/** The packets of a followed socket as the time line shows them; the newest of them. */
export class FollowedLines {
  readonly #decoder = createWireDecoder();
  #nextId = 0;
  #lines: readonly WireLine[] = [];

  get lines(): readonly WireLine[] {
    return this.#lines;
  }

  add(packets: readonly Followed[]): void {
    const news = packets.map((packet) => {
      const record = toRecord(packet, this.#nextId++);
      return { record, layer: this.#decoder.explain(record) };
    });
    this.#lines = newest([...this.#lines, ...news]);
  }

  clear(): void {
    this.#lines = [];
  }
}

function toRecord({ at, direction, transport, type, data }: Followed, id: number): PacketRecord {
  return {
    kind: "packet",
    id,
    at,
    direction,
    transport,
    type,
    ...(data !== undefined && { data: toPayload(data) }),
  };
}

/** Browsers get bytes as an `ArrayBuffer`. */
function toPayload(data: Payload | ArrayBuffer): Payload {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function newest(lines: readonly WireLine[]): readonly WireLine[] {
  let first = lines.length;
  let bytes = 0;
  while (first > 0 && lines.length - first < MAX_LINES) {
    bytes += lines[first - 1]!.layer.bytes.length;
    if (bytes > MAX_BYTES) break;
    first -= 1;
  }
  return first === 0 ? lines : lines.slice(first);
}
