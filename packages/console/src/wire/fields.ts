import type { Field } from "./layer.ts";
import type { Payload } from "./record.ts";
import { startOfText, toBytes } from "./text.ts";

/** What is said about some bytes. */
export interface Naming {
  readonly name: string;
  readonly explanation: string;
  /** The text that the bytes are, unless told otherwise. */
  readonly value?: string;
}

/** Names the bytes of a layer from the first to the last. Each field begins where the one before ends, so there are no gaps. */
export class FieldList {
  readonly #bytes: Uint8Array;
  readonly #fields: Field[];
  #end: number;

  /** @param fields - what is named already */
  constructor(bytes: Uint8Array, fields: readonly Field[] = []) {
    this.#bytes = bytes;
    this.#fields = [...fields];
    this.#end = fields.at(-1)?.end ?? 0;
  }

  get fields(): readonly Field[] {
    return this.#fields;
  }

  /** Names what is between the last field and this offset; nothing, if there is nothing. */
  upTo(offset: number, { name, explanation, value }: Naming): this {
    const start = this.#end;
    const end = Math.min(offset, this.#bytes.length);
    if (end <= start) return this;
    this.#fields.push({
      name,
      start,
      end,
      value: value ?? startOfText(this.#bytes.subarray(start, end)),
      explanation,
    });
    this.#end = end;
    return this;
  }

  /** Names all that has no name yet. */
  rest(naming: Naming): this {
    return this.upTo(this.#bytes.length, naming);
  }
}

/** Some bytes and what they are. */
export interface Part extends Naming {
  readonly content: Payload;
}

/** What a layer consists of. */
export interface Composed {
  readonly bytes: Uint8Array;
  readonly fields: readonly Field[];
}

/** Puts together what was not seen as bytes: each part becomes a field. */
export function compose(parts: readonly Part[]): Composed {
  const contents = parts.map(({ content }) => toBytes(content));
  const bytes = concatenate(contents);
  const list = new FieldList(bytes);
  let end = 0;
  for (const [index, part] of parts.entries()) {
    end += contents[index]!.length;
    list.upTo(end, part);
  }
  return { bytes, fields: list.fields };
}

/** All of them in one. */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0));
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}
