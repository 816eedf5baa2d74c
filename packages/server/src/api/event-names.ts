import { reservedEventNames } from "@sockeye/protocol/socket";

/** Events between servers that the library emits itself. */
const RESERVED_BETWEEN_SERVERS: ReadonlySet<string> = new Set(["connect", "connection", "new_namespace"]);

/** @throws Error when the library emits this event of a socket itself */
export function checkEventName(name: unknown): void {
  if (reservedEventNames.has(name as string)) refuse(name);
}

/** @throws Error when the library emits this event of a namespace itself */
export function checkServerSideEventName(name: unknown): void {
  if (RESERVED_BETWEEN_SERVERS.has(name as string)) refuse(name);
}

function refuse(name: unknown): never {
  throw new Error(`"${String(name)}" is a reserved event name`);
}
