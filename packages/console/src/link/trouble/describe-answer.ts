import type { HttpAnswer, Trouble } from "./trouble.ts";

/** What is the matter with a server of an older protocol. */
export const OLD_SERVER: Trouble = {
  found: "This is a server of Socket.IO 2, whose protocol is an older one.",
  advice: "Upgrade the server to version 3 or later, or connect to it with a client of version 2.",
};

const NOT_SOCKETIO: Trouble = {
  found: "Something answers, but it is not a Socket.IO server.",
  advice:
    "Check the URL, and the path: it has to be that of the server's option path, /socket.io unless it was changed.",
};

/** What the error codes of Engine.IO mean for those who connect. */
const ENGINE_ERRORS: Readonly<Record<number, Trouble>> = {
  0: {
    found: "The server does not offer this transport.",
    advice: "Choose another transport here, or add this one to the server's option transports.",
  },
  1: {
    found:
      "The server does not know the session: the request has reached another process than the one before.",
    advice: "With several processes behind a balancer, switch sticky sessions on, or choose WebSocket only.",
  },
  2: {
    found: "The server refuses the method of the request.",
    advice: "Something between the page and the server may change requests. Look at the wire view.",
  },
  3: {
    found: "The server takes the request for a malformed one.",
    advice: "Something between the page and the server may change requests. Look at the wire view.",
  },
  4: {
    found: "The server forbids the connection: its option allowRequest has refused it.",
    advice: "Ask who runs the server what it demands: an origin, a cookie or a header, for example.",
  },
  5: {
    found: "The server does not speak revision 4 of the protocol.",
    advice: "It may be one of Socket.IO 2. Upgrade it to version 3 or later.",
  },
};

/** What the answer to a request tells about the server. Nothing, if it is as it should be. */
export function describeAnswer({ status, body }: HttpAnswer): Trouble | undefined {
  if (/^\d+:0\{/.test(body)) return OLD_SERVER;
  const engineError = ENGINE_ERRORS[readEngineErrorCode(body) ?? -1];
  if (engineError !== undefined) return engineError;
  if (status === 200) return body.startsWith("0{") ? undefined : NOT_SOCKETIO;
  if (status === 404)
    return {
      found: "A web server answers, but it has nothing at this path (404).",
      advice: NOT_SOCKETIO.advice,
    };
  if (status === 401 || status === 403)
    return {
      found: `Something in front of the server demands that one logs in (${status}).`,
      advice: "Log in there in another tab, and switch credentials on so that cookies are sent along.",
    };
  if (status >= 500)
    return {
      found: `The server, or a proxy in front of it, has failed (${status}).`,
      advice: "Is the server behind the proxy running? Its log says more.",
    };
  return { found: `The server answers with the status ${status}.`, advice: NOT_SOCKETIO.advice };
}

function readEngineErrorCode(body: string): number | undefined {
  if (!body.startsWith("{")) return undefined;
  try {
    const { code } = JSON.parse(body) as { readonly code?: unknown };
    return typeof code === "number" ? code : undefined;
  } catch {
    return undefined;
  }
}
