import type { FieldList } from "../fields.ts";
import { addMembers } from "../json-fields.ts";
import { readJson } from "../json-text.ts";

const MEMBERS: Readonly<Record<string, string>> = {
  sid: "Id of the session. It is a secret between the two sides: who knows it can speak for the other.",
  upgrades: "Better ways that the session may move to, once it is open.",
  pingInterval: "Milliseconds from one ping of the server to the next.",
  pingTimeout:
    "Milliseconds that the server waits for a pong. A client that hears no ping for both times together gives up.",
  maxPayload: "The largest body of a request that the server takes, in bytes.",
};

/** What the data of an open packet turned out to be. */
export type Opening = "handshake" | "request" | "broken";

/** Names the members of the data of an open packet, whose type is named already. */
export function addHandshake(fields: FieldList, bytes: Uint8Array): Opening {
  const from = 1;
  if (bytes.length === from) return "request";
  const json = readJson(bytes.subarray(from));
  if (json.kind !== "object") {
    fields.rest({ name: "data", explanation: "Should be a JSON object." });
    return "broken";
  }
  addMembers(fields, { bytes, from, parts: json.parts }, (key) =>
    Object.hasOwn(MEMBERS, key) ? MEMBERS[key]! : "Not known in a handshake; clients pass it over.",
  );
  return "pingInterval" in json.value ? "handshake" : "request";
}
