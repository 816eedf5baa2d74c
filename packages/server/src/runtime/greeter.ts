import {
  engineErrorCodes,
  overloaded,
  refusal,
  type EngineRequest,
  type Query,
  type Refusal,
} from "../ports/index.ts";
import { revisionOf } from "./admission.ts";
import type { CoreOptions } from "./core-options.ts";
import type { SessionRegistry } from "./session-registry.ts";
import { throwOutside } from "./throw-outside.ts";
import type { TokenBucket } from "./token-bucket.ts";

/** A client that wants to open a session. */
export interface Newcomer {
  /** None over WebTransport. */
  readonly request: EngineRequest | undefined;
  readonly query: Query;
}

/** A client that may open a session, or why it may not. */
export type Greeting = { readonly id: string; readonly refusal?: undefined } | { readonly refusal: Refusal };

/** What a greeter works with. */
export interface GreeterParts {
  readonly options: CoreOptions;
  readonly sessions: SessionRegistry;
  readonly handshakes: TokenBucket;
  /** May be replaced by the application at any time, so it is asked for each time. */
  readonly generateId: (newcomer: Newcomer) => string | PromiseLike<string>;
}

/**
 * Asks the application about a new session: may it be opened, and what is its id? Answers at once where the application
 * does. How many clients may wait for an answer is bounded.
 */
export class Greeter {
  readonly #parts: GreeterParts;
  #pending = 0;

  constructor(parts: GreeterParts) {
    this.#parts = parts;
  }

  /**
   * @param answer - called once
   * @returns gives up: `answer` is not called any more, and the place is free for another client
   */
  greet(newcomer: Newcomer, answer: (greeting: Greeting) => void): () => void {
    const { options, sessions, handshakes } = this.#parts;
    if (sessions.size + this.#pending >= options.maxConnections) {
      return answerWith(answer, overloaded("maxConnections"));
    }
    if (this.#pending >= options.maxPendingHandshakes) {
      return answerWith(answer, overloaded("maxPendingHandshakes"));
    }
    if (!handshakes.take()) return answerWith(answer, overloaded("handshakesPerSecond"));
    this.#pending++;
    let isOver = false;
    const settle = (greeting?: Greeting): void => {
      if (isOver) return;
      isOver = true;
      this.#pending--;
      if (greeting !== undefined) answer(greeting);
    };
    this.#ask(newcomer, settle);
    // Those who call it may be events that come with arguments of their own.
    return () => settle();
  }

  #ask(newcomer: Newcomer, settle: (greeting: Greeting) => void): void {
    const { allowRequest } = this.#parts.options;
    const { request } = newcomer;
    if (allowRequest === undefined) return this.#identify(newcomer, settle);
    // There is nothing to ask about. Who asks does not want clients that he could not ask about.
    if (request === undefined) return settle({ refusal: forbidden(undefined) });
    let hasAnswer = false;
    try {
      allowRequest(request, (message, success) => {
        if (hasAnswer) return;
        hasAnswer = true;
        if (success) this.#identify(newcomer, settle);
        else settle({ refusal: forbidden(message) });
      });
    } catch (error) {
      if (!hasAnswer) settle({ refusal: forbidden(undefined) });
      throwOutside(error);
    }
  }

  #identify(newcomer: Newcomer, settle: (greeting: Greeting) => void): void {
    const protocol = revisionOf(newcomer.query);
    if (protocol === 3 && !this.#parts.options.allowEIO3) {
      return settle({ refusal: refusal(engineErrorCodes.UNSUPPORTED_PROTOCOL_VERSION, { protocol }) });
    }
    const fail = (error: unknown): void => {
      settle({ refusal: refusal(engineErrorCodes.BAD_REQUEST, { name: "ID_GENERATION_ERROR", error }) });
    };
    const use = (id: unknown): void => {
      if (typeof id === "string" && id !== "" && !this.#parts.sessions.has(id)) settle({ id });
      else fail(new TypeError("generateId must give a text that is not empty and that no session has yet"));
    };
    let id: string | PromiseLike<string>;
    try {
      id = this.#parts.generateId(newcomer);
    } catch (error) {
      return fail(error);
    }
    if (typeof id === "string") use(id);
    else Promise.resolve(id).then(use, fail);
  }
}

function answerWith(answer: (greeting: Greeting) => void, why: Refusal): () => void {
  answer({ refusal: why });
  return () => undefined;
}

/** The client is told the application's own text, where it gave one. */
function forbidden(message: string | null | undefined): Refusal {
  return refusal(engineErrorCodes.FORBIDDEN, { message }, message || undefined);
}
