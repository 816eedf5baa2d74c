/** Names that the library emits itself, and lets nobody else emit. */
const RESERVED = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/** Why an event of this name cannot be emitted, in a sentence. */
export function findEventProblem(name: string): string | undefined {
  if (name === "") return "Write the name of the event.";
  if (RESERVED.includes(name)) return `“${name}” is an event of the library itself. Choose another name.`;
  return undefined;
}
