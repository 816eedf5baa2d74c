/** Sessions over HTTP long-polling, up to their first event. */
import { createId, createOpenPacket } from "../../lib/bare-engine.mjs";
import { CONNECT, FIRST_EVENT, createAnswer } from "./greeting.mjs";

const SEPARATOR = "\u001e";
const CLOSE = "1";

/** @typedef {import("node:http").ServerResponse} Response */

/**
 * @typedef {object} Session
 * @property {Response | undefined} poll That waits.
 * @property {string | undefined} payload That waits.
 */

/** @returns {{ onRequest: import("node:http").RequestListener, close: () => void }} */
export function servePolling() {
  /** @type {Map<string, Session>} */
  const sessions = new Map();

  const send = (/** @type {Session} */ session, /** @type {string} */ payload) => {
    if (session.poll === undefined) {
      session.payload = payload;
    } else {
      session.poll.end(payload);
      session.poll = undefined;
    }
  };
  const onPoll = (/** @type {Session} */ session, /** @type {Response} */ response) => {
    session.poll = response;
    if (session.payload !== undefined) {
      send(session, session.payload);
      session.payload = undefined;
    }
  };
  const onPacket = (
    /** @type {string} */ sid,
    /** @type {Session} */ session,
    /** @type {string} */ packet,
  ) => {
    if (packet === CONNECT) {
      send(session, `${createAnswer()}${SEPARATOR}${FIRST_EVENT}`);
    } else if (packet === CLOSE) {
      session.poll?.end("6");
      sessions.delete(sid);
    }
  };

  return {
    onRequest(request, response) {
      response.setHeader("Content-Type", "text/plain; charset=UTF-8");
      const sid = new URL(request.url ?? "", "http://localhost").searchParams.get("sid");
      if (sid === null) {
        const id = createId();
        sessions.set(id, { poll: undefined, payload: undefined });
        response.end(createOpenPacket(id, []));
        return;
      }
      const session = sessions.get(sid);
      if (session === undefined) {
        response.writeHead(400).end();
      } else if (request.method === "GET") {
        onPoll(session, response);
      } else {
        let body = "";
        request.setEncoding("utf8");
        request.on("data", (piece) => {
          body += piece;
        });
        request.on("end", () => {
          response.end("ok");
          for (const packet of body.split(SEPARATOR)) {
            onPacket(sid, session, packet);
          }
        });
      }
    },
    close() {
      for (const { poll } of sessions.values()) {
        poll?.end(CLOSE);
      }
      sessions.clear();
    },
  };
}
