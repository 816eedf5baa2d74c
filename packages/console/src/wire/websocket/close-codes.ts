/** What a close code says. */
export interface CloseCode {
  /** A word or two. */
  readonly name: string;
  readonly explanation: string;
  /** Is it something that should not happen? */
  readonly isProblem: boolean;
}

const fine = (name: string, explanation: string): CloseCode => ({ name, explanation, isProblem: false });
const bad = (name: string, explanation: string): CloseCode => ({ name, explanation, isProblem: true });

const CODES: Readonly<Record<number, CloseCode>> = {
  1000: fine("normal", "The connection has done its job."),
  1001: fine("going away", "The server shuts down, or the page is left."),
  1002: bad("protocol error", "One side did not keep to the rules of WebSocket, or of what it carries."),
  1003: bad("unsupported data", "One side does not take data of this kind."),
  1005: fine("no code", "The connection was closed properly, and the other side gave no reason."),
  1006: bad(
    "broken off",
    "The connection broke off without a goodbye: the network, the server's end, or a proxy that cuts what is idle.",
  ),
  1007: bad("bad data", "A text message was not UTF-8."),
  1008: bad("policy violation", "The other side does not allow what was done."),
  1009: bad(
    "too big",
    "A message was larger than the other side takes (maxHttpBufferSize on the server, a million bytes by default).",
  ),
  1010: bad("extension missing", "The server did not agree to an extension that the client needs."),
  1011: bad("internal error", "The server failed at something."),
  1012: fine("service restart", "The server restarts. The client will be back in a moment."),
  1013: bad("try again later", "The server has too much to do. The client tries again later."),
  1014: bad("bad gateway", "A proxy got no proper answer from the server."),
  1015: bad("TLS failed", "No secure connection could be made: the certificate may be wrong or too old."),
};

/** The browser says these when no code came. They never are on the wire. */
const NEVER_SENT = new Set([1005, 1006, 1015]);

export function isSentCode(code: number): boolean {
  return !NEVER_SENT.has(code);
}

export function describeCloseCode(code: number): CloseCode {
  const known = CODES[code];
  if (known !== undefined) return known;
  if (code >= 4000 && code <= 4999)
    return fine("the application's own", "The application gave this code its meaning.");
  if (code >= 3000 && code <= 3999)
    return fine("a library's own", "A library or framework gave this code its meaning.");
  return bad("unknown", "This code has no meaning that is known here.");
}
