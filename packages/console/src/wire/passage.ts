import type { Conversation } from "./conversation.ts";

/** On what way something came: its direction, who noted it down, and what was said before it. */
export interface Passage {
  readonly direction: "in" | "out";
  /** Directions are those of this side. */
  readonly seenBy: "client" | "server";
  readonly conversation: Conversation;
}

/** Which side sent it. */
export function senderOf({ direction, seenBy }: Passage): "client" | "server" {
  if (direction === "out") return seenBy;
  return seenBy === "client" ? "server" : "client";
}
