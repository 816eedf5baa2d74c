import * as ws from "ws";
import type { WsApi } from "./api.ts";

function apiOf(module: object): WsApi {
  const exported = module as Omit<WsApi, "defaultExport" | "exportNames"> & { readonly default: unknown };
  return {
    WebSocket: exported.WebSocket,
    WebSocketServer: exported.WebSocketServer,
    createWebSocketStream: exported.createWebSocketStream,
    defaultExport: exported.default,
    exportNames: Object.keys(module),
  };
}

/** The published package. */
export const reference: WsApi = apiOf(ws);

/** Ours, or the published package again when the scenarios themselves are being checked for steadiness. */
export async function loadSubject(): Promise<WsApi> {
  if (process.env["WS_SCENARIOS_SUBJECT"] === "reference") return reference;
  return apiOf(await import("@sockeye/websocket"));
}
