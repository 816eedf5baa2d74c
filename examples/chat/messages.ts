/** What the chat page and the chat server say to each other: one JSON object per text message. */

export interface Person {
  readonly id: string;
  readonly name: string;
}

export interface Said {
  readonly id: string;
  readonly from: Person;
  readonly text: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
}

/** `ref` is the sender's own mark; the answer carries it back, so the page knows which of its messages is meant. */
export type ClientMessage =
  | { readonly type: "join"; readonly name: string }
  | { readonly type: "rename"; readonly name: string }
  | { readonly type: "say"; readonly text: string; readonly ref: string };

export type RefusalCode = "bad_message" | "bad_name" | "empty" | "join_first" | "too_fast" | "too_long";

export interface PublicLimits {
  readonly maxNameLength: number;
  readonly maxTextLength: number;
}

export type ServerMessage =
  | {
      readonly type: "welcome";
      readonly you: Person;
      readonly people: readonly Person[];
      readonly history: readonly Said[];
      readonly limits: PublicLimits;
    }
  | { readonly type: "joined"; readonly person: Person; readonly at: number }
  | { readonly type: "left"; readonly person: Person; readonly at: number }
  | { readonly type: "renamed"; readonly person: Person; readonly was: string; readonly at: number }
  | ({ readonly type: "said"; readonly ref?: string } & Said)
  | {
      readonly type: "refused";
      readonly code: RefusalCode;
      readonly message: string;
      readonly ref?: string;
      readonly retryAfterMs?: number;
    };

const MAX_REF_LENGTH = 40;

/** Reads what a client sent. `undefined` means: not a message of this protocol. Never throws. */
export function parseClientMessage(json: string): ClientMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { type, name, text, ref } = value as Readonly<Record<string, unknown>>;
  if ((type === "join" || type === "rename") && typeof name === "string") return { type, name };
  if (type !== "say" || typeof text !== "string" || typeof ref !== "string") return undefined;
  return ref.length <= MAX_REF_LENGTH ? { type, text, ref } : undefined;
}
