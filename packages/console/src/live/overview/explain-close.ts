const EXPLANATIONS: ReadonlyMap<string, string> = new Map([
  ["transport close", "The connection was closed or broke: a page was left, a network was lost."],
  ["transport error", "The connection failed."],
  ["ping timeout", "The client did not answer in time: it sleeps, or its network is gone."],
  ["parse error", "The client sent what the protocol does not have."],
  ["forced close", "The server ended the connection."],
  ["server shutting down", "The server was closed."],
]);

/** What a reason means, in a sentence; nothing for those that only the application knows. */
export function explainClose(reason: string): string {
  return EXPLANATIONS.get(reason) ?? "";
}
