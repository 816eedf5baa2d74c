import { WebSocketServer } from "ws";
import { startWsApi } from "./ws-api.mjs";

/**
 * @param {import("./index.mjs").App} app
 * @returns {Promise<{ port: number }>}
 */
export function start(app) {
  return startWsApi(WebSocketServer, app);
}
