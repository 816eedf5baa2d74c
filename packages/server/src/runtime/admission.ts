import type { TransportName } from "@sockeye/protocol/engine";
import { engineErrorCodes, refusal, type EngineRequest, type Query, type Refusal } from "../ports/index.ts";
import type { CoreOptions } from "./core-options.ts";
import type { EngineSession } from "./engine-session.ts";
import type { SessionRegistry } from "./session-registry.ts";

/** A request as admission looks at it: an exchange, or an upgrade. */
export interface Applicant {
  /** For the application; asked for only where one of its functions has to see it. */
  readonly request: EngineRequest;
  readonly query: Query;
  readonly method: string;
  readonly isUpgrade?: boolean;
  header(name: string): string | undefined;
}

/** What a request is: one of a session, the first of a new session, or refused. */
export type Admission =
  | { readonly kind: "session"; readonly session: EngineSession }
  | { readonly kind: "handshake"; readonly transport: TransportName }
  | { readonly kind: "refused"; readonly refusal: Refusal };

// RFC 9110, section 5.5, should a parser have let it through.
const NOT_IN_HEADERS = /[^\t\u0020-\u007e\u0080-\u00ff]/;

/**
 * Says what a request is, by the checks that need nobody's answer, in the order that clients know. The same for requests
 * and for upgrades, so that no way in has fewer of them.
 */
export function admit(applicant: Applicant, options: CoreOptions, sessions: SessionRegistry): Admission {
  const { query, isUpgrade } = applicant;
  const transport = query["transport"];
  if (!isOffered(transport, applicant, options)) {
    return refuse(refusal(engineErrorCodes.UNKNOWN_TRANSPORT, { transport }));
  }
  const origin = applicant.header("origin");
  if (origin !== undefined && NOT_IN_HEADERS.test(origin)) {
    return refuse(refusal(engineErrorCodes.BAD_REQUEST, { name: "INVALID_ORIGIN", origin }));
  }
  if (options.allowsOrigin?.(applicant.request) === false) {
    return refuse(refusal(engineErrorCodes.FORBIDDEN, { name: "ORIGIN_NOT_ALLOWED" }));
  }
  const sid = query["sid"];
  if (sid !== undefined && sid !== "") {
    const session = sessions.get(sid);
    const { bindSession } = options;
    const isBound = session !== undefined && bindSession !== undefined;
    // Somebody else's: for whoever asks there is no such session.
    const isForeign = isBound && session.binding !== bindSession(applicant.request);
    return admitToSession(applicant, transport, isForeign ? undefined : session);
  }
  if (applicant.method !== "GET") {
    return refuse(refusal(engineErrorCodes.BAD_HANDSHAKE_METHOD, { method: applicant.method }));
  }
  if (transport === "websocket" && isUpgrade !== true) {
    return refuse(refusal(engineErrorCodes.BAD_REQUEST, { name: "TRANSPORT_HANDSHAKE_ERROR" }));
  }
  return { kind: "handshake", transport };
}

/** WebTransport sessions do not come as HTTP requests, and polling does not upgrade to itself. */
function isOffered(
  name: string | undefined,
  { isUpgrade }: Applicant,
  { transports }: CoreOptions,
): name is TransportName {
  if (name === "polling") return isUpgrade !== true && transports.includes(name);
  return name === "websocket" && transports.includes(name);
}

function admitToSession(
  { query, isUpgrade }: Applicant,
  transport: TransportName,
  session: EngineSession | undefined,
): Admission {
  const { BAD_REQUEST, UNKNOWN_SID } = engineErrorCodes;
  if (session === undefined) return refuse(refusal(UNKNOWN_SID, { sid: query["sid"] }));
  const previousTransport = session.transport.name;
  if (isUpgrade !== true && previousTransport !== transport) {
    return refuse(refusal(BAD_REQUEST, { name: "TRANSPORT_MISMATCH", transport, previousTransport }));
  }
  const protocol = revisionOf(query);
  const previousProtocol = session.protocol;
  if (protocol !== previousProtocol) {
    return refuse(refusal(BAD_REQUEST, { name: "PROTOCOL_MISMATCH", protocol, previousProtocol }));
  }
  if (isUpgrade === true && !session.takesCandidate) {
    return refuse(refusal(BAD_REQUEST, { name: "TRANSPORT_MISMATCH", transport, previousTransport }));
  }
  return { kind: "session", session };
}

/** Anything but exactly "4" is the third revision. */
export function revisionOf(query: Query): 3 | 4 {
  return query["EIO"] === "4" ? 4 : 3;
}

function refuse(why: Refusal): Admission {
  return { kind: "refused", refusal: why };
}
