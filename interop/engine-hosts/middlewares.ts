/** Small middlewares that do to requests and responses what the documentation of well-known ones describes. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Middleware } from "./engines.ts";

export interface Sessions {
  readonly middleware: Middleware;
  /** How often a session was saved. */
  saved(): number;
}

interface SessionData {
  visits: number;
}

/**
 * In the manner of express-session: looks the session up without blocking, sets a cookie just before the head is written
 * by replacing `writeHead`, and saves the session before the response ends by replacing `end`.
 */
export function createSessions(): Sessions {
  const store = new Map<string, SessionData>();
  let saves = 0;
  const middleware: Middleware = (request, response, next) => {
    const known = /session=(\d+)/u.exec(request.headers.cookie ?? "")?.[1];
    const id = known ?? String(store.size + 1);
    setImmediate(() => {
      const session = store.get(id) ?? { visits: 0 };
      store.set(id, session);
      (request as IncomingMessage & { session: SessionData }).session = session;
      if (known === undefined)
        onHead(response, () => response.setHeader("Set-Cookie", `session=${id}; Path=/`));
      onEnd(response, () => (saves += 1));
      next();
    });
  };
  return { middleware, saved: () => saves };
}

function onHead(response: ServerResponse, listener: () => void): void {
  const original = response.writeHead.bind(response) as (...parameters: unknown[]) => ServerResponse;
  let isFirst = true;
  const replacement = (...parameters: unknown[]) => {
    if (isFirst) listener();
    isFirst = false;
    return original(...parameters);
  };
  response.writeHead = replacement;
}

function onEnd(response: ServerResponse, save: () => void): void {
  const original = response.end.bind(response) as (...parameters: unknown[]) => ServerResponse;
  const replacement = (...parameters: unknown[]) => {
    // Saving takes a while; the response waits for it.
    setImmediate(() => {
      save();
      original(...parameters);
    });
    return response;
  };
  response.end = replacement as ServerResponse["end"];
}

/** In the manner of helmet: sets headers, and takes away what tells of the framework. */
export const helmetLike: Middleware = (_request, response, next) => {
  response.setHeader("X-Powered-By", "somebody");
  response.setHeader("Content-Security-Policy", ["default-src 'self'", "base-uri 'self'"].join(";"));
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("X-Frame-Options", "SAMEORIGIN");
  response.removeHeader("X-Powered-By");
  next();
};

/** Goes on later. */
export const waitATurn: Middleware = (_request, _response, next) => {
  setImmediate(next);
};
