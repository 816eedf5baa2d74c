import type { WireLine } from "../../link/index.ts";
import { createWireDecoder, type WireRecord } from "../../wire/index.ts";

type WithoutId<R> = R extends WireRecord ? Omit<R, "id"> : never;

/** Records as they are written down, numbered. */
export type NewRecord = WithoutId<WireRecord>;

/** Lines as a connection has them: its records, explained. */
export function wireLines(...records: readonly NewRecord[]): readonly WireLine[] {
  const decoder = createWireDecoder();
  return records.map((facts, id) => {
    const record = { ...facts, id } as WireRecord;
    return { record, layer: decoder.explain(record) };
  });
}

const URL = "http://localhost:3000/socket.io/?EIO=4&transport=polling&sid=x";

/** A request without a body. */
export const poll = (at: number, answer?: { readonly at: number; readonly body: string }): NewRecord => ({
  kind: "http",
  method: "GET",
  url: URL,
  at,
  ...(answer !== undefined && { status: 200, responseBody: answer.body, endedAt: answer.at }),
});

export const post = (at: number, body: string): NewRecord => ({
  kind: "http",
  method: "POST",
  url: URL,
  at,
  requestBody: body,
  status: 200,
  responseBody: "ok",
  endedAt: at + 5,
});

export const frame = (at: number, direction: "in" | "out", data: string | Uint8Array): NewRecord => ({
  kind: "frame",
  at,
  direction,
  data,
});

export const note = (at: number, text: string): NewRecord => ({ kind: "note", tone: "good", at, text });

export const HANDSHAKE =
  '0{"sid":"lv_VI97HAXpY6yYWAAAB","upgrades":[],"pingInterval":5000,"pingTimeout":3000,"maxPayload":1000000}';
