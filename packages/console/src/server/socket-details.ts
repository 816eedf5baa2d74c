import type { Socket } from "@sockeye/server";
import type { SocketDetails } from "../contract/index.ts";
import type { LiveServer, SocketReference } from "./live-server.ts";
import { cutOff, preview } from "./preview.ts";
import { HIDDEN, hideInUrl, isSecretName } from "./secrets.ts";
import { describeRow } from "./socket-listing.ts";

const MAX_ROOM_NAMES = 500;
const MAX_FIELDS = 100;

/** A socket, looked into. Secrets are hidden unless they may be shown. */
export function describeSocket(
  server: LiveServer,
  reference: SocketReference,
  showSecrets: boolean,
): SocketDetails {
  const socket = server.socket(reference);
  const { conn, handshake, nsp, recovered } = socket;
  return {
    ...describeRow(socket),
    namespace: nsp.name,
    session: showSecrets ? conn.id : HIDDEN,
    protocol: conn.protocol,
    recovered,
    url: describeUrl(handshake.url ?? "", showSecrets),
    query: describeFields(handshake.query, showSecrets),
    headers: describeFields(handshake.headers, showSecrets),
    auth: preview(handshake.auth, { hide: showSecrets ? "nothing" : "all" }),
    data: preview(socket.data, { hide: showSecrets ? "nothing" : "secrets" }),
    roomNames: roomNamesOf(socket),
    namespaces: server.namespacesOf(conn),
  };
}

function describeUrl(url: string, showSecrets: boolean): string {
  return cutOff(showSecrets ? url : hideInUrl(url));
}

type Field = string | readonly string[] | undefined;

function describeFields(
  fields: Readonly<Record<string, Field>>,
  showSecrets: boolean,
): Record<string, string> {
  const described = Object.entries(fields)
    .slice(0, MAX_FIELDS)
    .map(([name, value]) => [name, describeField(name, value, showSecrets)] as const);
  // The names come from the client.
  return Object.assign(Object.create(null) as Record<string, string>, Object.fromEntries(described));
}

function describeField(name: string, value: Field, showSecrets: boolean): string {
  if (!showSecrets && isSecretName(name)) return HIDDEN;
  const text = typeof value === "object" ? value.join(", ") : (value ?? "");
  // The address that a client comes from may have secrets in its query.
  return describeUrl(text, showSecrets);
}

function roomNamesOf({ id, rooms }: Socket): readonly string[] {
  return [...rooms].filter((room) => room !== id).slice(0, MAX_ROOM_NAMES);
}
