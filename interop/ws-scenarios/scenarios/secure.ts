import https from "node:https";
import { createCertificate } from "../../peers/certificate.ts";
import type { ClientOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import { type World, closed, portOf } from "../harness/world.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const certificate = createCertificate({
  hosts: ["127.0.0.1"],
  notBefore: new Date(Date.now() - DAY_MS),
  notAfter: new Date(Date.now() + DAY_MS),
});

/** A server over TLS that greets and closes; the client's options depend on the scenario. */
function overTls(name: string, options: ClientOptions, scheme = "wss"): Scenario {
  return {
    name: `over TLS: ${name}`,
    async run(world) {
      const client = world.dial(`${scheme}://127.0.0.1:${await secureServer(world)}/x`, options);
      world.log("client", client.url);
      await closed(client);
    },
  };
}

async function secureServer(world: World): Promise<number> {
  const httpsServer = await world.listen(
    https.createServer({ cert: certificate.cert, key: certificate.key }),
  );
  const server = world.own(
    new world.api.WebSocketServer({
      server: httpsServer,
      verifyClient: ({ secure }: { secure: boolean }) => {
        world.log("server", `secure ${secure}`);
        return true;
      },
    }),
  );
  server.on("connection", (socket, { url }) => {
    world.log("server", `connection ${url}`);
    socket.send("hello");
    socket.close(1000, "bye");
  });
  return portOf(httpsServer);
}

export const secureScenarios: readonly Scenario[] = [
  overTls("trusted", { ca: certificate.cert }),
  overTls("https is another name for wss", { ca: certificate.cert }, "https"),
  overTls("not trusted", {}),
  overTls("not trusted, and not asked for", { rejectUnauthorized: false }),
  {
    name: "over TLS: plain to a server that wants TLS",
    async run(world) {
      const port = await secureServer(world);
      await closed(world.dial(port));
    },
  },
  {
    name: "over TLS: TLS to a plain server",
    async run(world) {
      const server = await world.server();
      const client = world.dial(`wss://127.0.0.1:${portOf(server)}`);
      client.removeAllListeners("error");
      client.on("error", (error) =>
        world.log("client", `error ${String((error as NodeJS.ErrnoException).code)}`),
      );
      await closed(client);
    },
  },
];
