import { CONSOLE_NAMESPACE } from "../contract/index.ts";

/** What the server that serves the page tells it in `<meta name="sockeye-console">`. */
export interface PageMeta {
  readonly path: string;
  readonly namespace: string;
  /** Does it need no token? */
  readonly open: boolean;
}

/** Reads it; nothing, if the page comes from a server without a console. */
export function parsePageMeta(content: string | null | undefined): PageMeta | undefined {
  if (content === null || content === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { path, namespace, open } = value as Partial<Record<keyof PageMeta, unknown>>;
  return {
    path: typeof path === "string" ? path : "/socket.io",
    namespace: typeof namespace === "string" ? namespace : CONSOLE_NAMESPACE,
    open: open === true,
  };
}

export function readPageMeta(): PageMeta | undefined {
  if (typeof document === "undefined") return undefined;
  return parsePageMeta(document.querySelector('meta[name="sockeye-console"]')?.getAttribute("content"));
}
