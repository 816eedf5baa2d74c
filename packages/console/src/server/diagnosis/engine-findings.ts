import type { Finding } from "../../contract/index.ts";

// What is said about servers that have answered.

export const oldServer: Finding = Object.freeze({
  kind: "wrong-version",
  found:
    "This is a server of Socket.IO 2 or older. Its protocol is another one than that of clients since version 3.",
  advice: "Update the server to version 3 or later, or connect with a client of version 2.",
});

const unsupportedVersion: Finding = Object.freeze({
  kind: "wrong-version",
  found: "The server does not support the protocol of this client (Engine.IO, revision 4).",
  advice: "Client and server have to be of versions that fit: 3 or 4 on both sides.",
});

export const forgetfulServer: Finding = Object.freeze({
  kind: "refused",
  found:
    "The server did not know the connection any more at the second request: there may be several servers.",
  advice:
    "Have the load balancer send all requests of a client to the same server (sticky sessions), or use WebSocket only.",
});

export const webSocketOnly: Finding = Object.freeze({
  kind: "reachable",
  found: "The server takes WebSocket only, and no long-polling.",
  advice: "Choose WebSocket as the only transport.",
});

export const pollingOnly: Finding = Object.freeze({
  kind: "reachable",
  found: "The server takes long-polling only, and no WebSocket.",
  advice: "Choose long-polling as the only transport.",
});

/** An Engine.IO server that refuses with a number of its own. */
export function describeRefusal(code: number, message: string): Finding {
  if (code === UNSUPPORTED_VERSION) return unsupportedVersion;
  return {
    kind: "refused",
    found: `The server is one of Socket.IO, and refuses the connection: “${message}” (code ${code}).`,
    advice:
      code === FORBIDDEN
        ? "Its allowRequest or allowedOrigins decides that: look what it asks for, a header, a cookie or an origin."
        : "Look at the server's event connection_error: it says what it has against the request.",
  };
}

export const TRANSPORT_UNKNOWN = 0;
export const UNKNOWN_SESSION = 1;
const FORBIDDEN = 4;
const UNSUPPORTED_VERSION = 5;

export function otherScheme({ protocol, host }: URL): Finding {
  return protocol === "https:"
    ? {
        kind: "not-tls",
        found: `The URL begins with https, but ${host} speaks plain HTTP.`,
        advice: "Begin the URL with http, or give the server a certificate.",
      }
    : {
        kind: "not-tls",
        found: `The URL begins with http, but ${host} takes encrypted connections only.`,
        advice: "Begin the URL with https.",
      };
}

export function wrongPath(given: string, right: string): Finding {
  return {
    kind: "wrong-path",
    found: `There is no Socket.IO server at the path ${given}, but there is one at ${right}.`,
    advice: `Set the path to ${right}.`,
  };
}

export function corsRefusal(origin: string): Finding {
  return {
    kind: "cors",
    found: `The server answers, but does not let pages of ${origin} read the answer: browsers keep it from this page.`,
    advice: `On the server, pass the option cors: { origin: "${origin}" }.`,
  };
}

export function noUpgrade(status: number | string): Finding {
  return {
    kind: "no-upgrade",
    found: `The server answers over HTTP, but WebSocket does not get through (${status} in the place of 101).`,
    advice: "A proxy has to pass the headers Upgrade and Connection on. Until then, long-polling works.",
  };
}

export function reachable({ host }: URL, path: string): Finding {
  return {
    kind: "reachable",
    found: `A Socket.IO server answers at ${host}${path}, over HTTP and WebSocket.`,
    advice:
      "Connect again. If that fails, look at the namespace and at the auth: the server may refuse them.",
  };
}

/** Somebody answers, who is no Socket.IO server. */
export function foreign(status: number, { host }: URL, path: string): Finding {
  if (status === 401 || status === 403) {
    return {
      kind: "refused",
      found: `Something in front of the server asks for a login (status ${status}).`,
      advice: "Log in first, or have the proxy let the path of Socket.IO through.",
    };
  }
  if (status >= 502 && status <= 504) {
    return {
      kind: "unclear",
      found: `A proxy at ${host} answers, but not the server behind it (status ${status}).`,
      advice: "Start the server behind the proxy, or correct the address that the proxy has of it.",
    };
  }
  return {
    kind: "not-socketio",
    found: `A web server answers at ${host}${path}, but it is none of Socket.IO (status ${status}).`,
    advice:
      "Correct the port or the path. Socket.IO has to be attached to the HTTP server that listens there.",
  };
}

export function redirected(to: string): Finding {
  return {
    kind: "unclear",
    found: `The server sends the request on to ${to}.`,
    advice: "Use that address: clients do not follow.",
  };
}
