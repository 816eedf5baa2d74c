import type { Setup } from "../../link/index.ts";

/** The address and the namespace, without what goes without saying. */
export function nameOfSetup({ url, namespace }: Pick<Setup, "url" | "namespace">): string {
  const address = url.replace(/^(https?|wss?):\/\//, "").replace(/\/+$/, "");
  return namespace === "/" || namespace === "" ? address : `${address} ${namespace}`;
}
