import type { Part } from "../fields.ts";
import { shorten } from "../text.ts";

const EXPLANATIONS: Readonly<Record<string, string>> = {
  EIO: "Revision of the Engine.IO protocol. 4 is that of Socket.IO 3 and 4, 3 is that of Socket.IO 2.",
  transport: "The way that the packets take: polling (HTTP requests), websocket, or webtransport.",
  sid: "Id of the session that the request belongs to. The first request has none: it asks for one.",
  t: "Different each time, so that no cache answers in the server's place.",
  b64: "The client wants no raw bytes: binary data is to be sent as Base64 text.",
  j: "Asks for the answer as a script (JSONP), as very old browsers needed it.",
};

const MAX_NAME = 60;

/** Names under which secrets are often put into a query. */
const SECRET = /auth|token|secret|password|session|jwt|api.?key/i;

/** The parameters of a query, which is told without its question mark. Each has the character before it. */
export function queryParts(query: string): readonly Part[] {
  return query.split("&").map((parameter, index) => {
    const equals = parameter.indexOf("=");
    const name = decodeComponent(equals === -1 ? parameter : parameter.slice(0, equals));
    const value = equals === -1 ? "" : decodeComponent(parameter.slice(equals + 1));
    return {
      content: `${index === 0 ? "?" : "&"}${parameter}`,
      name: name === "" ? "unnamed parameter" : shorten(name, MAX_NAME),
      value: shorten(value),
      explanation: explainParameter(name, value),
    };
  });
}

function explainParameter(name: string, value: string): string {
  if (name === "EIO" && value !== "4") return `${EXPLANATIONS["EIO"]} Servers of today expect 4.`;
  if (Object.hasOwn(EXPLANATIONS, name)) return EXPLANATIONS[name]!;
  const own = "The application's own. The server finds it in handshake.query.";
  if (!SECRET.test(name)) return own;
  return `${own} If it is a secret: URLs end up in the logs of servers and proxies, auth does not.`;
}

function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
