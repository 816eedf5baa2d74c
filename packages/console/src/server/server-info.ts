import { readFileSync } from "node:fs";
import type { ServerInfo } from "../contract/index.ts";
import type { LiveServer } from "./live-server.ts";
import type { ResolvedOptions } from "./options.ts";

/** Options of the engine that say how it behaves, and hold nothing that is secret. */
const SHOWN = [
  "pingInterval",
  "pingTimeout",
  "upgradeTimeout",
  "maxHttpBufferSize",
  "transports",
  "allowUpgrades",
  "allowEIO3",
  "httpCompression",
  "perMessageDeflate",
  "maxConnections",
] as const;

/** How a server is made up. */
export function describeServer(
  { engine, io }: LiveServer,
  { allow, diagnose, practice }: ResolvedOptions,
): ServerInfo {
  const { opts } = engine;
  const shown = SHOWN.flatMap((name) => {
    const value = describeOption(opts[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    name: "Sockeye",
    version: readVersion(),
    node: process.versions.node,
    pid: process.pid,
    startedAt: Math.round(Date.now() - process.uptime() * 1000),
    options: { path: io.path(), connectTimeout: io.connectTimeout(), ...Object.fromEntries(shown) },
    allowed: allow,
    diagnoses: diagnose,
    practice: practice !== undefined,
  };
}

function describeOption(value: unknown): string | number | boolean | undefined {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") return value !== null;
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

/** All packages share one. */
function readVersion(): string {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
