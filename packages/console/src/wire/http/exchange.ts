import type { Conversation } from "../conversation.ts";
import type { Layer } from "../layer.ts";
import type { HttpRecord } from "../record.ts";
import { explainAnswer, isAnswered } from "./answer.ts";
import { explainRequest } from "./request.ts";

/** More than these are never under way: a session has one request each way, and an upgrade may leave some behind. */
const MAX_REMEMBERED = 32;

interface Halves {
  readonly request: Layer;
  readonly answer?: Layer;
}

/**
 * Explains requests and answers. A request is explained when it leaves, and only then, as what it carries belongs to the
 * conversation once; so is its answer. Both are remembered for a while, since a record comes again when it has grown.
 */
export class Exchange {
  readonly #conversation: Conversation;
  readonly #remembered = new Map<number, Halves>();

  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  explain(record: HttpRecord): Layer {
    const before = this.#remembered.get(record.id);
    const request = before?.request ?? this.#explainRequest(record);
    const answer = before?.answer ?? this.#explainAnswer(record);
    this.#remember(record.id, answer === undefined ? { request } : { request, answer });
    const children = answer === undefined ? request.children : [...request.children, answer];
    const problem = record.error === undefined ? {} : { problem: `There is no answer: ${record.error}.` };
    return { ...request, ...problem, children };
  }

  #explainRequest(record: HttpRecord): Layer {
    return explainRequest(record, { direction: "out", seenBy: "client", conversation: this.#conversation });
  }

  #explainAnswer(record: HttpRecord): Layer | undefined {
    if (!isAnswered(record)) return undefined;
    return explainAnswer(record, { direction: "in", seenBy: "client", conversation: this.#conversation });
  }

  #remember(id: number, halves: Halves): void {
    this.#remembered.delete(id);
    this.#remembered.set(id, halves);
    if (this.#remembered.size > MAX_REMEMBERED)
      this.#remembered.delete(this.#remembered.keys().next().value!);
  }
}
