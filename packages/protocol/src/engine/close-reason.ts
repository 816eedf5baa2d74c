/** Why a session ended, as applications see it. The texts are part of the API. */
export type CloseReason =
  | "ping timeout"
  | "transport error"
  | "transport close"
  | "parse error"
  | "forced close";
