/**
 * What a server of the suite does, by path:
 *
 * | path | |
 * |---|---|
 * | `/echo` | sends every message back |
 * | `/fragments` | the same in three frames, with a ping between the first two |
 * | `/burst?count=` | sends that many messages at once when it opens |
 * | `/ping?payload=` | pings when it opens, says `pong:` and the payload that came back |
 * | `/close?code=&reason=` | closes when it opens; without a code, with an empty close frame |
 * | `/terminate` | cuts the connection at the first message (earlier, and the 101 might be lost with it) |
 *
 * Every other path echoes as well, and a report follows each close. Whoever offers `chat.v2` gets it.
 */
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "./implementation.ts";
import {
  burstPayloads,
  cutInto,
  fingerprint,
  payloadBytes,
  type Fingerprint,
  type ServerReport,
} from "./session.ts";

export const spokenProtocol = "chat.v2";

function sendInThree(socket: WebSocket, data: Buffer, binary: boolean): void {
  const [first, second, third] = cutInto(3, data);
  socket.send(first ?? data, { fin: false, binary });
  socket.ping("between");
  socket.send(second ?? data, { fin: false, binary });
  socket.send(third ?? data, { fin: true, binary });
}

function closeAsAsked(socket: WebSocket, query: URLSearchParams): void {
  const code = query.get("code");
  if (code === null) socket.close();
  else socket.close(Number(code), query.get("reason") ?? "");
}

function sendBurst(socket: WebSocket, count: number): void {
  for (const payload of burstPayloads(count)) {
    socket.send(payloadBytes(payload), { binary: payload.kind === "binary" });
  }
}

function behave(socket: WebSocket, path: string, query: URLSearchParams): void {
  switch (path) {
    case "/close":
      closeAsAsked(socket, query);
      return;
    case "/terminate":
      socket.on("message", () => {
        socket.terminate();
      });
      return;
    case "/ping":
      socket.on("pong", (payload: Buffer) => {
        socket.send(`pong:${payload.toString()}`);
      });
      socket.ping(query.get("payload") ?? "");
      return;
    case "/burst":
      sendBurst(socket, Number(query.get("count")));
      return;
    default:
  }
}

/** Serves one connection and tells at its end what it saw. */
export function serveConnection(
  socket: WebSocket,
  request: IncomingMessage,
  onReport: (report: ServerReport) => void,
): void {
  const { pathname, searchParams } = new URL(request.url ?? "/", "ws://localhost");
  const messages: Fingerprint[] = [];
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    messages.push(fingerprint(isBinary ? "binary" : "text", data));
    if (pathname === "/fragments") sendInThree(socket, data, isBinary);
    else if (pathname !== "/terminate") socket.send(data, { binary: isBinary });
  });
  socket.on("close", (code: number, reason: Buffer) => {
    onReport({ protocol: socket.protocol, messages, close: { code, reason: reason.toString() } });
  });
  behave(socket, pathname, searchParams);
}
