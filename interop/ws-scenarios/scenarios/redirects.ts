import http from "node:http";
import { type Answer, type Asked, answer, extra, plain } from "../harness/answers.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed, urlOf } from "../harness/world.ts";

function redirect(location: string): Answer {
  return plain("HTTP/1.1 302 Found", `Location: ${location}`, "Content-Length: 0", "Connection: close");
}

const following: Asked = { options: { followRedirects: true, maxRedirects: 2 } };

function credentials(request: string): string {
  const lines = request.split("\r\n").filter((line) => /^(cookie|authorization|x-kept):/i.test(line));
  return lines
    .map((line) => line.toLowerCase())
    .toSorted()
    .join(", ");
}

export const redirectScenarios: readonly Scenario[] = [
  answer("a redirect that is not followed", redirect("/x")),
  answer("redirects in a circle", redirect("/x"), following),
  answer("a redirect to no URL", redirect("http://a b"), following),
  answer("a redirect without a location", plain("HTTP/1.1 302 Found", "Content-Length: 0"), following),
  answer("a redirect to a fragment", redirect("ws://127.0.0.1/#a"), following),
  answer("a redirect to another scheme", redirect("ftp://127.0.0.1/"), following),
  answer(
    "a redirect",
    (peer, request) => {
      if (request.startsWith("GET /two ")) extra()(peer, request);
      else redirect("/two")(peer, request);
    },
    following,
  ),
  {
    name: "client handshake: a redirect drops credentials when the host changes, and keeps them when not",
    async run(world) {
      const second = await world.rawServer((peer, request) => {
        world.log("second", credentials(request));
        extra()(peer, request);
      });
      const first = await world.rawServer((peer, request) => {
        if (request.startsWith("GET / ")) redirect("/same")(peer, request);
        else {
          world.log("first", credentials(request));
          redirect(urlOf(second, "/other"))(peer, request);
        }
      });
      const client = world.dial(first, {
        followRedirects: true,
        perMessageDeflate: false,
        auth: "user:pass",
        headers: { Cookie: "a=b", "X-Kept": "1" },
      });
      client.on("redirect", (url, request) => {
        world.log("client", `redirect ${url} ${request instanceof http.ClientRequest}`);
        world.log("client", `cookie=${String(request.getHeader("cookie"))}`);
      });
      await closed(client);
    },
  },
  {
    name: "client handshake: a redirect can be refused from its event",
    async run(world) {
      const port = await world.rawServer(redirect("/x"));
      const client = world.dial(port, { followRedirects: true });
      client.on("redirect", (url) => {
        world.log("client", `redirect ${url}`);
        client.terminate();
      });
      await closed(client);
    },
  },
];
