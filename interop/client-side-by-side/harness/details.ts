/** What users read of the events and requests that come with errors and closes; both platforms' objects have more. */
const FIELDS = ["type", "code", "reason", "wasClean", "message", "status", "responseText"] as const;

/** The first line: some put a stack behind it. */
function firstLine(value: unknown): unknown {
  return typeof value === "string" && /\n\s+at /.test(value) ? value.slice(0, value.indexOf("\n")) : value;
}

function shown(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Error) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  if (Object.getPrototypeOf(value) === Object.prototype && "description" in value) return details(value);
  const found = FIELDS.filter((name) => fields[name] !== undefined && typeof fields[name] !== "function");
  return Object.fromEntries(found.map((name) => [name, firstLine(fields[name])]));
}

/** What comes with `connect_error`, `disconnect`, `close` and the like. */
export function details(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { type, description, context } = value as Readonly<Record<string, unknown>>;
  const parts = { type, description: shown(description), context: shown(context) };
  const present = Object.entries(parts).filter(([, part]) => part !== undefined);
  const own = value instanceof Error ? { error: value } : {};
  return present.length === 0 ? value : { ...own, ...Object.fromEntries(present) };
}
