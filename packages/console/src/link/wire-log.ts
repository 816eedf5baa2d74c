import { createWireDecoder, type NoteRecord, type WireRecord } from "../wire/index.ts";
import { BoundedFeed } from "./bounded-feed.ts";
import type { WireLine } from "./link.ts";
import type { HttpAnswer } from "./trouble/trouble.ts";
import type { Growth, NewRecord, WireRecorder } from "./wire-recorder.ts";

const MAX_LINES = 5_000;
const MAX_BYTES = 20_000_000;

/** Writes down, and explains, what goes over the wire of one connection. The oldest lines go. */
export class WireLog implements WireRecorder {
  readonly #decoder = createWireDecoder();
  readonly #feed = new BoundedFeed<WireLine>({
    items: MAX_LINES,
    weight: MAX_BYTES,
    weigh: ({ record }) => weighRecord(record),
  });
  readonly lines = this.#feed.items;
  /** The last answer to a request, if there was one since it was forgotten. */
  lastAnswer: HttpAnswer | undefined;

  add(record: NewRecord): number {
    const at = performance.now();
    return this.#feed.append((id) => this.#explain({ id, at, ...record })).record.id;
  }

  grow(id: number, growth: Growth): void {
    if (growth.status !== undefined)
      this.lastAnswer = { status: growth.status, body: asText(growth.responseBody) };
    this.#feed.update(id, ({ record }) => this.#explain({ ...record, ...growth }));
  }

  note(tone: NoteRecord["tone"], text: string): void {
    this.add({ kind: "note", tone, text });
  }

  clear(): void {
    this.#feed.clear();
  }

  #explain(record: WireRecord): WireLine {
    return { record, layer: this.#decoder.explain(record) };
  }
}

function weighRecord(record: WireRecord): number {
  switch (record.kind) {
    case "http":
      return (record.requestBody?.length ?? 0) + (record.responseBody?.length ?? 0);
    case "frame":
    case "packet":
      return record.data?.length ?? 0;
    case "opening":
    case "closing":
    case "note":
      return 0;
  }
}

const asText = (body: string | Uint8Array | undefined): string => (typeof body === "string" ? body : "");
