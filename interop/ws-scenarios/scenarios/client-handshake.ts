import http from "node:http";
import { OPCODE, frame } from "../harness/frames.ts";
import { type Answer, type Asked, answer, extra, finish, plain } from "../harness/answers.ts";
import { responseText } from "../harness/raw-peer.ts";
import type { ClientOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed, next, urlOf } from "../harness/world.ts";

/** A good answer with one thing changed. */
function changed(change: (text: string) => string): Answer {
  return (peer, request) => {
    peer.write(change(responseText(request)));
    finish(peer);
  };
}

const withDeflate = (perMessageDeflate: NonNullable<ClientOptions["perMessageDeflate"]>): Asked => ({
  options: { perMessageDeflate },
});

export const clientHandshakeScenarios: readonly Scenario[] = [
  answer("200", plain("HTTP/1.1 200 OK", "Content-Length: 0")),
  answer("401", plain("HTTP/1.1 401 Unauthorized", "Content-Length: 0")),
  answer("426", plain("HTTP/1.1 426 Upgrade Required", "Content-Length: 0")),
  answer(
    "a wrong accept key",
    changed((text) => text.replace(/Accept: .{4}/, "Accept: AAAA")),
  ),
  answer(
    "no accept key",
    changed((text) => text.replace(/Sec-WebSocket-Accept.*\r\n/, "")),
  ),
  answer(
    "a wrong upgrade",
    changed((text) => text.replace("websocket", "foo")),
  ),
  answer(
    "an upgrade in another case",
    changed((text) => text.replace("websocket", "WebSocket")),
  ),
  answer(
    "no upgrade",
    changed((text) => text.replace("Upgrade: websocket\r\n", "")),
  ),
  answer(
    "no connection",
    changed((text) => text.replace("Connection: Upgrade\r\n", "")),
  ),
  answer("a sub-protocol that was not asked for", extra("Sec-WebSocket-Protocol: foo")),
  answer("another sub-protocol", extra("Sec-WebSocket-Protocol: foo"), { protocols: ["a", "b"] }),
  answer("no sub-protocol", extra(), { protocols: "a" }),
  answer("the second sub-protocol", extra("Sec-WebSocket-Protocol: b"), { protocols: ["a", "b"] }),
  answer(
    "an extension without an offer",
    extra("Sec-WebSocket-Extensions: permessage-deflate"),
    withDeflate(false),
  ),
  answer("another extension", extra("Sec-WebSocket-Extensions: foo")),
  answer("a malformed extension", extra("Sec-WebSocket-Extensions: permessage-deflate; =")),
  answer("an unknown deflate parameter", extra("Sec-WebSocket-Extensions: permessage-deflate; foo")),
  answer("deflate twice", extra("Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate")),
  answer("deflate", extra("Sec-WebSocket-Extensions: permessage-deflate")),
  answer(
    "all deflate parameters",
    extra(
      "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover; " +
        "server_max_window_bits=10; client_max_window_bits=11",
    ),
  ),
  answer(
    "a larger client window than offered",
    extra("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10"),
    withDeflate({ clientMaxWindowBits: 9 }),
  ),
  answer(
    "a client window that was not offered",
    extra("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10"),
    withDeflate({ clientMaxWindowBits: false as never }),
  ),
  answer(
    "a server window that was not asked for",
    extra("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10"),
  ),
  answer(
    "a larger server window than asked for",
    extra("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12"),
    withDeflate({ serverMaxWindowBits: 10 }),
  ),
  answer(
    "server context takeover although it was asked not to",
    extra("Sec-WebSocket-Extensions: permessage-deflate"),
    withDeflate({ serverNoContextTakeover: true }),
  ),
  answer("the server hangs up", (peer) => peer.socket.end()),
  answer("the server resets", (peer) => peer.socket.resetAndDestroy()),
  answer("not HTTP", plain("garbage")),
  answer("the server is silent", () => undefined, { options: { handshakeTimeout: 30 } }),
  {
    name: "client handshake: unexpected-response leaves the rest to its listener",
    async run(world) {
      const port = await world.rawServer(plain("HTTP/1.1 403 Forbidden", "Content-Length: 4", "", "body"));
      const client = world.dial(port);
      await new Promise<void>((resolve) => {
        client.on("unexpected-response", (request, response) => {
          world.log(
            "client",
            `${request instanceof http.ClientRequest} ${response.statusCode} ${client.readyState}`,
          );
          response.setEncoding("utf8");
          response.on("data", (text: string) => world.log("client", `body ${text}`));
          response.on("end", () => {
            world.log("client", `end in ${client.readyState}`);
            resolve();
          });
        });
      });
      const over = closed(client);
      client.terminate();
      await over;
    },
  },
  {
    name: "client handshake: messages in the packet of the response arrive after open",
    async run(world) {
      const port = await world.rawServer((peer, request) => {
        const frames = [frame(OPCODE.text, "one"), frame(OPCODE.ping, "two"), frame(OPCODE.text, "three")];
        peer.write(Buffer.concat([Buffer.from(responseText(request)), ...frames, frame(OPCODE.close)]));
        peer.socket.end();
      });
      await closed(world.dial(port));
    },
  },
  {
    name: "client handshake: sending in open, before the connection event has returned",
    async run(world) {
      const server = await world.server();
      const accepted = new Promise<void>((resolve) => {
        server.on("connection", (socket) => {
          world.watch(socket, "accepted");
          socket.on("close", () => resolve());
        });
      });
      const client = world.dial(server);
      client.on("open", () => {
        client.send("in open");
        client.close(1000);
      });
      await Promise.all([accepted, closed(client)]);
    },
  },
  {
    name: "client handshake: the timeout does not concern an open connection",
    async run(world) {
      const { client } = await world.pair({}, { handshakeTimeout: 10 });
      // A later timer that has run out shows that the first one would have.
      const silent = await world.rawServer(() => undefined);
      const other = new world.api.WebSocket(urlOf(silent), { handshakeTimeout: 20 });
      const late = next(other, "error");
      other.on("error", (error) => world.log("other", error.message));
      await late;
      client.ping();
      await next(client, "pong");
    },
  },
];
