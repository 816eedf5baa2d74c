import { createHash, timingSafeEqual } from "node:crypto";
import type { Handshake } from "@sockeye/server";
import { AttemptLimit } from "./attempt-limit.ts";
import type { ConsoleAuth } from "./options.ts";
import { isSameOrigin } from "./same-origin.ts";

/** What is told a page that is not let in. `data` says that there is a lock to which a token may be the key. */
export class Locked extends Error {
  override readonly name = "Locked";
  readonly data = Object.freeze({ locked: true });
}

/** What a gate is made of. */
export interface GateParts {
  readonly auth: ConsoleAuth;
  /** Milliseconds, from whenever. */
  readonly now: () => number;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Lets pages in, or says why not. Who guesses waits longer for each answer, and soon gets none. */
export class Gate {
  readonly #parts: GateParts;
  readonly #attempts = new AttemptLimit();

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  /** Resolves with nothing where the page is let in, and otherwise with why not. */
  async judge(handshake: Handshake): Promise<Error | undefined> {
    const { auth, now, wait } = this.#parts;
    // Other sites can connect to this server from the browser of whoever may use the console, and know no token.
    if (!hasToken(auth) && !isSameOrigin(handshake.headers)) {
      return new Error("The console takes connections from its own page only: the origin is another one.");
    }
    if (auth === "open") return undefined;
    const token = readToken(handshake);
    const { address } = handshake;
    if (token === "") return (await isRight(auth, token, handshake)) ? undefined : new Locked(NEEDS_TOKEN);
    const failures = this.#attempts.begin(address, now());
    if (failures === undefined) return new Locked(TOO_MANY);
    if (await isRight(auth, token, handshake)) {
      this.#attempts.forgive(address);
      return undefined;
    }
    await wait(Math.min(FIRST_DELAY * 2 ** failures, LONGEST_DELAY));
    return new Locked(WRONG_TOKEN);
  }
}

const FIRST_DELAY = 250;
const LONGEST_DELAY = 4_000;

const NEEDS_TOKEN = "The console of this server needs a token.";
const WRONG_TOKEN = "This is not the token of this console.";
const TOO_MANY = "There were too many wrong tokens from this address: wait a minute.";

function hasToken(auth: ConsoleAuth): boolean {
  return typeof auth === "object";
}

function readToken({ auth }: Handshake): string {
  const token: unknown = auth["token"];
  return typeof token === "string" ? token : "";
}

async function isRight(
  auth: Exclude<ConsoleAuth, "open">,
  token: string,
  handshake: Handshake,
): Promise<boolean> {
  if (typeof auth === "function") {
    // Of JavaScript anything may come, and only this lets in.
    const verdict: unknown = await auth(token, handshake);
    return verdict === true;
  }
  // Digests are of one length, and tell nothing of the token by the time it takes to compare them.
  return timingSafeEqual(digestOf(token), digestOf(auth.token));
}

function digestOf(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
