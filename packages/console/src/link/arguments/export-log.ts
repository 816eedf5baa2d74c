import { withoutSecrets } from "../setups/without-secrets.ts";
import type { Link } from "../link.ts";
import { viewBytes } from "./view-bytes.ts";

/** What is nested deeper is left out. */
const MAX_DEPTH = 200;

/** The log of a connection as JSON text. Binary data becomes `{ "$hex": "01ff" }`; secrets of the set-up are left out. */
export function exportLog({ setup, log }: Pick<Link, "setup" | "log">): string {
  const entries = log
    .peek()
    .map(({ id: _id, at, ...entry }) => ({ at: new Date(at).toISOString(), ...entry }));
  return JSON.stringify({ setup: withoutSecrets(setup), entries: withHex(entries, 0) }, null, 2);
}

/** A copy in which JSON can hold everything. */
function withHex(value: unknown, depth: number): unknown {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
    return { $hex: Array.from(viewBytes(value), (byte) => byte.toString(16).padStart(2, "0")).join("") };
  if (typeof value !== "object" || value === null) return value;
  if (depth >= MAX_DEPTH) return "…";
  if (Array.isArray(value)) return value.map((item) => withHex(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withHex(member, depth + 1)]),
  );
}
