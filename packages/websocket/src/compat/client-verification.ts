import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Decision } from "../server/acceptor.ts";
import type { ClientInfo, VerifyClientCallbackAsync, VerifyClientCallbackSync } from "./server-options.ts";

const UNAUTHORIZED = 401;

/** Asks `verifyClient`. One that takes a callback, by the number of its parameters, may take its time. */
export function verifyClient(
  verify: VerifyClientCallbackSync | VerifyClientCallbackAsync,
  request: IncomingMessage,
): Decision | Promise<Decision> {
  const info = describeClient(request);
  if (verify.length !== 2) {
    return (verify as VerifyClientCallbackSync)(info) ? true : { status: UNAUTHORIZED };
  }
  let decision: Decision | undefined;
  let decide = (answer: Decision): void => {
    decision ??= answer;
  };
  verify(info, (res, code, message, headers) => {
    decide(res ? true : createRefusal(code, message, headers));
  });
  // A decision made at once needs no promise, so that the connection is there at once, too.
  if (decision !== undefined) return decision;
  return new Promise((resolve) => {
    decide = resolve;
  });
}

function describeClient(request: IncomingMessage): ClientInfo<IncomingMessage> {
  const { headers, socket } = request;
  // Version 8 of the protocol, a draft, had a name of its own for it.
  const name = headers["sec-websocket-version"] === "8" ? "sec-websocket-origin" : "origin";
  return {
    origin: headers[name] as string,
    secure: (socket as Partial<TLSSocket>).encrypted === true,
    req: request,
  };
}

function createRefusal(status = UNAUTHORIZED, message?: string, headers?: OutgoingHttpHeaders): Decision {
  if (!Number.isInteger(status) || status < 300 || status > 599) {
    throw new RangeError(`${status} is not a status that can refuse a handshake: use 400 to 599`);
  }
  return { status, message, headers };
}
