import type { Answer } from "../contract/index.ts";
import { Refused } from "./refused.ts";

/** How one kind of question is answered. */
export interface Subject<Question, Result> {
  /** Makes sense of what came; throws `Refused` where there is none in it. */
  readonly parse: (question: unknown) => Question;
  readonly answer: (question: Question) => Result | Promise<Result>;
}

/** A listener that answers every question: with a result, or with the sentence that says why there is none. */
export function answering<Question, Result>({
  parse,
  answer,
}: Subject<Question, Result>): (question: unknown, reply: unknown) => void {
  return (question, reply) => {
    if (!isReply(reply)) return;
    const run = async (): Promise<Result> => answer(parse(question));
    run().then(
      (ok) => reply({ ok }),
      (error: unknown) => reply({ error: sentenceFor(error) }),
    );
  };
}

function isReply(value: unknown): value is (answer: Answer<unknown>) => void {
  return typeof value === "function";
}

/** What an application's own code threw, say a listener that an action has called, is worth its own words. */
function sentenceFor(error: unknown): string {
  if (error instanceof Refused) return error.message;
  return `The server could not do that: ${error instanceof Error ? error.message : String(error)}`;
}
