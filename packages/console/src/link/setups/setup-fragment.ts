import { type Setup, TRANSPORT_NAMES, type TransportName } from "../setup.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** Nobody has longer ones, and a link may come from anybody. */
const MAX_TEXT = 2_000;

const TEXTS = ["url", "path", "namespace", "query"] as const;
const SWITCHES = ["upgrade", "reconnection", "withCredentials"] as const;

/** A set-up as the fragment of a link to share, without the `#`. Secrets are left out. */
export function formatSetup(setup: Setup): string {
  const shareable = withoutSecrets(setup);
  const fragment = new URLSearchParams();
  for (const name of TEXTS) if (shareable[name] !== "") fragment.set(name, shareable[name]);
  fragment.set("transports", shareable.transports.join(","));
  for (const name of SWITCHES) fragment.set(name, shareable[name] ? "1" : "0");
  return fragment.toString();
}

/** Reads what {@link formatSetup} wrote, completed from `fallback`. Nothing, if there is no set-up in it. */
export function parseSetup(fragment: string, fallback: Setup): Setup | undefined {
  const parameters = new URLSearchParams(fragment.replace(/^#/, ""));
  if (!parameters.has("url")) return undefined;
  const setup: { -readonly [Field in keyof Setup]: Setup[Field] } = { ...fallback, auth: "" };
  for (const name of TEXTS) setup[name] = parameters.get(name)?.slice(0, MAX_TEXT) ?? fallback[name];
  for (const name of SWITCHES)
    setup[name] = parameters.has(name) ? parameters.get(name) === "1" : fallback[name];
  setup.transports = readTransports(parameters.get("transports")) ?? fallback.transports;
  return setup;
}

function readTransports(text: string | null): readonly TransportName[] | undefined {
  const names = [...new Set(text?.split(","))].filter((name): name is TransportName =>
    (TRANSPORT_NAMES as readonly string[]).includes(name),
  );
  return names.length > 0 ? names : undefined;
}
