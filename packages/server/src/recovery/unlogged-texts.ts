export interface UnloggedTextsLimits {
  readonly maxTexts: number;
  /** In UTF-16 units, all texts together. */
  readonly maxLength: number;
}

/** Places of the log: the client may have been at any of them when it received the text. */
export interface PlaceRange {
  readonly earliest: number;
  readonly latest: number;
}

interface Note {
  readonly first: number;
  last: number;
  /** Up to here texts had been forgotten when this one was noted: it may have been among them. */
  readonly forgottenBefore: number;
}

/**
 * The stock client takes the last text of any event for an offset, also when the event was not logged (and with an event
 * without arguments, its name). So we remember such texts, and between which places of the log they were sent.
 *
 * Bounded, and never wrong: a text that was sent again, or that may have been among those forgotten, yields a range of
 * places, and it is for the caller to see whether it makes a difference where in the range the client was.
 */
export class UnloggedTexts {
  readonly #notes = new Map<string, Note>();
  readonly #limits: UnloggedTextsLimits;
  #length = 0;
  /** The last place at which a text was sent that is forgotten. */
  #forgotten = -1;

  constructor(limits: UnloggedTextsLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#notes.size;
  }

  /** A client that receives the text has received what is logged up to that place. Places never go back. */
  note(text: string, place: number): void {
    const known = this.#notes.get(text);
    if (known !== undefined) {
      known.last = place;
      // The map is in the order of `last`, so that what is forgotten first is what was sent longest ago.
      this.#notes.delete(text);
      this.#notes.set(text, known);
      return;
    }
    if (text.length > this.#limits.maxLength) {
      this.#forgotten = place;
      return;
    }
    this.#notes.set(text, { first: place, last: place, forgottenBefore: this.#forgotten });
    this.#length += text.length;
    for (const [oldest, note] of this.#notes) {
      if (this.#notes.size <= this.#limits.maxTexts && this.#length <= this.#limits.maxLength) return;
      this.#notes.delete(oldest);
      this.#length -= oldest.length;
      this.#forgotten = Math.max(this.#forgotten, note.last);
    }
  }

  /** Where the text was or may have been sent between two places; undefined if it was not sent. */
  find(text: string, between: PlaceRange): PlaceRange | undefined {
    const { earliest, latest } = between;
    const note = this.#notes.get(text);
    const forgotten = note?.forgottenBefore ?? this.#forgotten;
    const mayBeForgotten = forgotten >= earliest;
    if (note === undefined || note.first > latest || note.last < earliest) {
      return mayBeForgotten ? { earliest, latest: Math.min(latest, forgotten) } : undefined;
    }
    return {
      earliest: mayBeForgotten ? earliest : Math.max(earliest, note.first),
      latest: Math.min(latest, note.last),
    };
  }
}
