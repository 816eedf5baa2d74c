import { MAX_WINDOW_BITS, type ResolvedDeflateOptions } from "./deflate-options.ts";
import { type ExtensionOffer, formatExtension } from "./extensions.ts";

export type { ResolvedDeflateOptions } from "./deflate-options.ts";

/** The name under which RFC 7692 registers the extension. Names are compared as they are (RFC 6455 9.1). */
const DEFLATE_EXTENSION = "permessage-deflate";

/** What both ends have agreed on. */
export interface DeflateAgreement {
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  /** The largest window that the server compresses with, in bits. */
  readonly serverMaxWindowBits: number;
  /** The largest window that the client compresses with, in bits. */
  readonly clientMaxWindowBits: number;
  /** The element of `Sec-WebSocket-Extensions` that says so: the server's answer. */
  readonly header: string;
}

/** What a client makes of the extensions that a server answered with. */
export type DeflateAnswer =
  | { readonly ok: true; readonly agreement: DeflateAgreement | undefined }
  | { readonly ok: false; readonly message: string };

/** The four parameters of one offer or answer, each valid by itself. */
interface DeflateParameters {
  serverNoContextTakeover: boolean;
  clientNoContextTakeover: boolean;
  serverMaxWindowBits: number | undefined;
  /** `true`: named without a value, which only an offer may do. */
  clientMaxWindowBits: number | true | undefined;
}

/**
 * The server's choice: the first offer that it can keep (RFC 7692 5.1: they come in the order of preference).
 *
 * @returns `undefined` when there is none; the connection then goes on without compression
 */
export function acceptDeflateOffer(
  offers: readonly ExtensionOffer[],
  resolved: ResolvedDeflateOptions,
): DeflateAgreement | undefined {
  for (const offer of offers) {
    if (offer.name !== DEFLATE_EXTENSION) continue;
    // RFC 7692 7.1: an offer with an unknown, repeated or invalid parameter is declined, the next one may still do.
    const parameters = parseParameters(offer);
    if (parameters !== undefined && isAcceptable(parameters, resolved)) return agree(parameters, resolved);
  }
  return undefined;
}

/** The client's offer: the value of its `Sec-WebSocket-Extensions` header. */
export function createDeflateOffer(resolved: ResolvedDeflateOptions): string {
  const { serverMaxWindowBits, clientMaxWindowBits } = resolved;
  return formatParameters({
    serverNoContextTakeover: resolved.serverNoContextTakeover === true,
    clientNoContextTakeover: resolved.clientNoContextTakeover === true,
    serverMaxWindowBits: serverMaxWindowBits === false ? undefined : serverMaxWindowBits,
    clientMaxWindowBits: clientMaxWindowBits === false ? undefined : (clientMaxWindowBits ?? true),
  });
}

/**
 * The client's check of the extensions that the server named.
 *
 * RFC 6455 9.1: an extension that was not offered fails the connection. RFC 7692 7.1: so does an answer with an unknown,
 * repeated or invalid parameter, or one that this client cannot keep. What a server leaves out although it was asked for
 * it (its own context takeover, its own window) can always be inflated, so that is no reason to fail.
 *
 * @param resolved - the options behind the offer; `undefined` when nothing was offered
 */
export function acceptDeflateAnswer(
  extensions: readonly ExtensionOffer[],
  resolved: ResolvedDeflateOptions | undefined,
): DeflateAnswer {
  const [answer] = extensions;
  if (answer === undefined) return { ok: true, agreement: undefined };
  if (resolved === undefined || extensions.some(({ name }) => name !== DEFLATE_EXTENSION)) {
    return { ok: false, message: "Server indicated an extension that was not requested" };
  }
  // RFC 6455 9.1: two extensions that both use RSV1 cannot be combined, so one answer is all that makes sense.
  const parameters = extensions.length === 1 ? parseParameters(answer) : undefined;
  if (parameters === undefined || !isKeepable(parameters, resolved)) {
    return { ok: false, message: "Invalid Sec-WebSocket-Extensions header" };
  }
  return { ok: true, agreement: conclude(parameters, resolved) };
}

/** RFC 7692 7.1: `undefined` for a parameter that is unknown, repeated, or has a value that it must not have. */
function parseParameters(offer: ExtensionOffer): DeflateParameters | undefined {
  const parameters: DeflateParameters = {
    serverNoContextTakeover: false,
    clientNoContextTakeover: false,
    serverMaxWindowBits: undefined,
    clientMaxWindowBits: undefined,
  };
  for (const [name, [value, repeated]] of offer.parameters) {
    if (repeated !== undefined || value === undefined) return undefined;
    if (!readParameter(parameters, name, value)) return undefined;
  }
  return parameters;
}

function readParameter(parameters: DeflateParameters, name: string, value: string | true): boolean {
  switch (name) {
    case "server_no_context_takeover": // 7.1.1.1: no value
      parameters.serverNoContextTakeover = true;
      return value === true;
    case "client_no_context_takeover": // 7.1.1.2: no value
      parameters.clientNoContextTakeover = true;
      return value === true;
    case "server_max_window_bits": // 7.1.2.1: always with a value
      parameters.serverMaxWindowBits = parseWindowBits(value);
      return parameters.serverMaxWindowBits !== undefined;
    case "client_max_window_bits": // 7.1.2.2: an offer may leave the value out
      parameters.clientMaxWindowBits = value === true ? true : parseWindowBits(value);
      return parameters.clientMaxWindowBits !== undefined;
    default:
      return false;
  }
}

/** RFC 7692 7.1.2: "a decimal integer value without leading zeroes between 8 to 15, inclusive". */
function parseWindowBits(value: string | true): number | undefined {
  return value !== true && /^(?:[89]|1[0-5])$/.test(value) ? Number(value) : undefined;
}

/** Whether a server with these options can keep what a client offers. */
function isAcceptable(offer: DeflateParameters, resolved: ResolvedDeflateOptions): boolean {
  if (offer.serverNoContextTakeover && resolved.serverNoContextTakeover === false) return false;
  if (offer.serverMaxWindowBits !== undefined && resolved.serverMaxWindowBits === false) return false;
  // 7.1.2.2: a server may limit the client's window only if the offer lets it.
  return typeof resolved.clientMaxWindowBits !== "number" || offer.clientMaxWindowBits !== undefined;
}

/** The server's answer to an offer that it accepts. */
function agree(offer: DeflateParameters, resolved: ResolvedDeflateOptions): DeflateAgreement {
  const answer: DeflateParameters = {
    serverNoContextTakeover: offer.serverNoContextTakeover || resolved.serverNoContextTakeover === true,
    // 7.1.1.2: named in an offer it is a promise, which the answer confirms; unasked the server may demand it.
    clientNoContextTakeover: offer.clientNoContextTakeover || resolved.clientNoContextTakeover === true,
    // 7.1.2.1: "the same or smaller value".
    serverMaxWindowBits: smaller(offer.serverMaxWindowBits, resolved.serverMaxWindowBits),
    // 7.1.2.2: only if the offer has it, and not larger. Without a limit of our own a bare hint needs no answer.
    clientMaxWindowBits:
      resolved.clientMaxWindowBits === false
        ? undefined
        : smaller(offer.clientMaxWindowBits, resolved.clientMaxWindowBits),
  };
  return toAgreement(answer, formatParameters(answer));
}

/** Whether a client with these options can keep what a server answers. */
function isKeepable(answer: DeflateParameters, resolved: ResolvedDeflateOptions): boolean {
  if (answer.clientNoContextTakeover && resolved.clientNoContextTakeover === false) return false;
  // 7.1.2.1: "the same or smaller value as the offer"; a larger one is invalid.
  if (isLarger(answer.serverMaxWindowBits, resolved.serverMaxWindowBits)) return false;
  if (answer.clientMaxWindowBits === undefined) return true;
  // 7.1.2.2: only if it was offered, with a value, and not larger than the one offered.
  return (
    answer.clientMaxWindowBits !== true &&
    resolved.clientMaxWindowBits !== false &&
    !isLarger(answer.clientMaxWindowBits, resolved.clientMaxWindowBits)
  );
}

/** What holds for a client after an answer that it can keep: also what it promised and the server did not repeat. */
function conclude(answer: DeflateParameters, resolved: ResolvedDeflateOptions): DeflateAgreement {
  const agreed: DeflateParameters = {
    ...answer,
    clientNoContextTakeover: answer.clientNoContextTakeover || resolved.clientNoContextTakeover === true,
    clientMaxWindowBits: smaller(answer.clientMaxWindowBits, resolved.clientMaxWindowBits),
  };
  return toAgreement(agreed, formatParameters(answer));
}

function toAgreement(parameters: DeflateParameters, header: string): DeflateAgreement {
  const { serverMaxWindowBits, clientMaxWindowBits } = parameters;
  return {
    serverNoContextTakeover: parameters.serverNoContextTakeover,
    clientNoContextTakeover: parameters.clientNoContextTakeover,
    // 7.1.2: without the parameter a window may have all 15 bits.
    serverMaxWindowBits: serverMaxWindowBits ?? MAX_WINDOW_BITS,
    clientMaxWindowBits: typeof clientMaxWindowBits === "number" ? clientMaxWindowBits : MAX_WINDOW_BITS,
    header,
  };
}

/** The smaller one of two windows; what is no number sets no bound. */
function smaller(one: number | boolean | undefined, other: number | boolean | undefined): number | undefined {
  if (typeof one !== "number") return typeof other === "number" ? other : undefined;
  return typeof other === "number" ? Math.min(one, other) : one;
}

function isLarger(value: number | boolean | undefined, bound: number | boolean | undefined): boolean {
  return typeof value === "number" && typeof bound === "number" && value > bound;
}

function formatParameters(parameters: DeflateParameters): string {
  const { serverMaxWindowBits, clientMaxWindowBits } = parameters;
  const values = new Map<string, readonly (string | true)[]>();
  if (parameters.serverNoContextTakeover) values.set("server_no_context_takeover", [true]);
  if (parameters.clientNoContextTakeover) values.set("client_no_context_takeover", [true]);
  if (serverMaxWindowBits !== undefined) values.set("server_max_window_bits", [String(serverMaxWindowBits)]);
  if (clientMaxWindowBits !== undefined) {
    values.set("client_max_window_bits", [clientMaxWindowBits === true ? true : String(clientMaxWindowBits)]);
  }
  return formatExtension({ name: DEFLATE_EXTENSION, parameters: values });
}
