import { IncomingMessage, ServerResponse, type IncomingHttpHeaders } from "node:http";
import { Socket } from "node:net";

/** A request of Node that no client sent. */
export function createRequest(
  method: string | undefined,
  headers: IncomingHttpHeaders = {},
): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.method = method;
  Object.assign(request.headers, headers);
  return request;
}

/** Node's own response, which leads nowhere. */
export function createResponse(request: IncomingMessage): ServerResponse {
  return new ServerResponse(request);
}
