import { expect } from "vitest";
import {
  createWireDecoder,
  type FrameRecord,
  type HttpRecord,
  type Layer,
  type WireRecord,
} from "../index.ts";

/** All layers of one, itself first. */
export function allLayers(layer: Layer): readonly Layer[] {
  return [layer, ...layer.children.flatMap(allLayers)];
}

/** The titles of all layers, from the ground up. */
export function titlesOf(layer: Layer): readonly string[] {
  return allLayers(layer).map(({ title }) => title);
}

/** All that is wrong with a layer and what it carries. */
export function problemsOf(layer: Layer): readonly string[] {
  return allLayers(layer).flatMap(({ problem }) => problem ?? []);
}

/** The bytes of each field as text, by name. */
export function textsOf({ bytes, fields }: Layer): Readonly<Record<string, string>> {
  return Object.fromEntries(
    fields.map(({ name, start, end }) => [name, Buffer.from(bytes.subarray(start, end)).toString()]),
  );
}

/** What the fields say, by name. */
export function valuesOf({ fields }: Layer): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
}

/** The fields of every layer lie side by side and leave no gap, and what is carried is part of what carries it. */
export function expectSound(layer: Layer): void {
  let end = 0;
  for (const field of layer.fields) {
    expect(field.start).toBe(end);
    expect(field.end).toBeGreaterThan(field.start);
    expect(field.name).not.toBe("");
    expect(field.explanation).toMatch(/\.$/);
    expect(field.value.length).toBeLessThanOrEqual(260);
    end = field.end;
  }
  expect(end).toBe(layer.bytes.length);
  expect(layer.title).not.toBe("");
  if (layer.kind !== "note") expect(layer.title.length).toBeLessThan(400);
  for (const child of layer.children) {
    if (!isAnswer(child, layer)) expectWithin(child.bytes, layer.bytes);
    expectSound(child);
  }
}

/** An answer lies in its request, but is not carried by it. */
const isAnswer = (child: Layer, parent: Layer): boolean => child.kind === "http" && parent.kind === "http";

/** Not equal bytes somewhere, but the very same ones. */
function expectWithin(part: Uint8Array, whole: Uint8Array): void {
  expect(part.buffer).toBe(whole.buffer);
  expect(part.byteOffset).toBeGreaterThanOrEqual(whole.byteOffset);
  expect(part.byteOffset + part.length).toBeLessThanOrEqual(whole.byteOffset + whole.length);
}

/** Explains messages of one WebSocket. */
export class Explainer {
  readonly #decoder = createWireDecoder();
  #id = 0;

  explain(record: WireRecord): Layer {
    const layer = this.#decoder.explain(record);
    expectSound(layer);
    return layer;
  }

  frame(direction: FrameRecord["direction"], data: FrameRecord["data"]): Layer {
    return this.explain({ kind: "frame", id: this.#id++, at: 0, direction, data });
  }

  /** What the one packet of a message carries. */
  packet(direction: FrameRecord["direction"], data: FrameRecord["data"]): Layer {
    return this.frame(direction, data).children[0]!;
  }

  http(facts: Partial<HttpRecord> = {}): Layer {
    const url = "http://localhost:3000/socket.io/?EIO=4&transport=polling&t=abc";
    return this.explain({ kind: "http", id: this.#id++, at: 0, method: "GET", url, ...facts });
  }

  /** The answer to a request. */
  answer(status: number, responseBody: string, facts: Partial<HttpRecord> = {}): Layer {
    return this.http({ status, responseBody, ...facts }).children.find(({ kind }) => kind === "http")!;
  }
}
