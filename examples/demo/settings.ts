import type { DemoOptions } from "./demo-server.ts";

/**
 * The options that the environment gives: `PORT`, `HOST`, and `NODE_ENV=production`, which lets browsers keep the page's
 * files for a while.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): DemoOptions {
  const { PORT, HOST, NODE_ENV } = environment;
  return {
    ...(PORT === undefined || PORT === "" ? {} : { port: parsePort(PORT) }),
    ...(HOST === undefined || HOST === "" ? {} : { host: HOST }),
    ...(NODE_ENV === "production" ? { cacheControl: "public, max-age=300" } : {}),
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new Error(`The variable PORT is "${text}", but must be a number from 0 to 65535.`);
  }
  return port;
}
