import { formatSetup, parseSetup, type Setup } from "../../link/index.ts";

/** The address of this page with a set-up in it, without secrets. */
export function formatShareLink(setup: Setup, address: string): string {
  return `${address.split("#", 1)[0]}#playground?${formatSetup(setup)}`;
}

/** The set-up in the fragment of an address, completed from `fallback`. */
export function readShareLink(fragment: string, fallback: Setup): Setup | undefined {
  const start = fragment.indexOf("?");
  return start < 0 ? undefined : parseSetup(fragment.slice(start + 1), fallback);
}
