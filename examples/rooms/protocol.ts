/** The answer to a request: what came of it, or why nothing did. */
export type Answer<Result> = (Result & { readonly ok: true }) | { readonly ok: false; readonly why: string };

/** What clients ask for; every request is answered. */
export interface ClientToServer {
  join: (room: string, answer: (answer: Answer<{ people: string[] }>) => void) => void;
  leave: (room: string, answer: (answer: Answer<object>) => void) => void;
  /** The answer says how many have seen it. */
  say: (room: string, text: string, answer: (answer: Answer<{ seen: number }>) => void) => void;
}

/** What clients hear without asking. */
export interface ServerToClient {
  joined: (room: string, name: string) => void;
  left: (room: string, name: string) => void;
  /** Whoever shows it to somebody says so. */
  said: (room: string, name: string, text: string, answer: (seen: true) => void) => void;
}

/** What the server keeps with a socket. */
export interface Person {
  name: string;
}

const MAX_TEXT = 1_000;

/** The name of a person or a room. What comes from a client can be anything. */
export function parseName(given: unknown): string | undefined {
  const name = typeof given === "string" ? given.trim() : "";
  return /^[\p{L}\p{N}][\p{L}\p{N} -]{0,29}$/u.test(name) ? name : undefined;
}

export function parseText(given: unknown): string | undefined {
  const text = typeof given === "string" ? given.trim() : "";
  return text !== "" && text.length <= MAX_TEXT ? text : undefined;
}
