/** The storage of the browser; nothing where there is none, or where it is forbidden. */
export function openPageStorage(kind: "localStorage" | "sessionStorage"): Storage | undefined {
  if (typeof document === "undefined") return undefined;
  try {
    return globalThis[kind];
  } catch {
    // A browser that forbids storage throws when it is looked at.
    return undefined;
  }
}
