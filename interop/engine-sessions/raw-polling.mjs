// The requests of a polling session, one by one.
import { request } from "node:http";

/**
 * @typedef {object} Reply
 * @property {number} status
 * @property {string} body
 *
 * @typedef {object} PendingPoll
 * @property {Promise<Reply>} reply
 * @property {() => void} abort
 *
 * @typedef {object} PollingSession
 * @property {string} sid
 * @property {() => PendingPoll} poll
 * @property {(payload: string) => Promise<Reply>} post
 */

/**
 * @param {{ port: number, agent: import("node:http").Agent, sid?: string, payload?: string }} options
 * @returns {PendingPoll}
 */
function start({ port, agent, sid, payload }) {
  const path = `/engine.io/?EIO=4&transport=polling${sid === undefined ? "" : `&sid=${sid}`}`;
  const method = payload === undefined ? "GET" : "POST";
  const outgoing = request({ host: "127.0.0.1", port, path, method, agent });
  /** @type {Promise<Reply>} */
  const reply = new Promise((resolve, reject) => {
    outgoing.on("error", reject);
    outgoing.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (/** @type {string} */ text) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", reject);
    });
  });
  outgoing.end(payload);
  return { reply, abort: () => void outgoing.destroy() };
}

/**
 * @param {{ port: number, agent: import("node:http").Agent }} options
 * @returns {Promise<PollingSession>}
 */
export async function openPolling(options) {
  const { status, body } = await start(options).reply;
  const [, sid] = /"sid":"([\w-]+)"/u.exec(body) ?? [];
  if (status !== 200 || sid === undefined) throw new Error(`the handshake was answered ${status} ${body}`);
  return {
    sid,
    poll: () => start({ ...options, sid }),
    post: (payload) => start({ ...options, sid, payload }).reply,
  };
}
