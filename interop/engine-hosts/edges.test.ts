import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { expect, it } from "vitest";
import { expectApplication, openPlain } from "./applications.ts";
import { describeEngines, type Engine } from "./engines.ts";
import { ask, type Host } from "./host.ts";

const handshake = "/engine.io/?EIO=4&transport=polling";

async function openWith(engine: Engine): Promise<Host> {
  return openPlain((server) => engine.attach(server));
}

function askForUpgrade(host: Host): Socket {
  const socket = connectTcp(host.port, "127.0.0.1");
  socket.write(
    "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n" +
      "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  return socket;
}

describeEngines("at the edges", ({ Server }) => {
  it("answers upgrades when the engine is closed and its server is not", async () => {
    const engine = new Server();
    const host = await openWith(engine);
    engine.close();
    const client = askForUpgrade(host);
    let heard = "";
    client.setEncoding("utf8").on("data", (text: string) => (heard += text));
    // The published ws may end it with a reset, behind its answer.
    client.on("error", () => undefined);
    await new Promise((resolve) => client.once("close", resolve));
    expect(heard).toMatch(/^HTTP\/1\.1 503 /u);
    await expectApplication(host);
  });

  it("survives a client that breaks off when the engine is closed and its server is not", async () => {
    const engine = new Server();
    const host = await openWith(engine);
    engine.close();
    const asked = once(host.server, "upgrade") as Promise<[unknown, Socket]>;
    const client = askForUpgrade(host);
    const [, socket] = await asked;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    client.resetAndDestroy();
    socket.resume();
    await closed;
    await expectApplication(host);
  });

  it("lets a middleware hold back the end of a response, say until a session is saved", async () => {
    const steps: string[] = [];
    const engine = new Server();
    const host = await openWith(engine);
    engine.use((_request, response, next) => {
      const end = response.end.bind(response) as (...parameters: unknown[]) => ServerResponse;
      const replacement = (...parameters: unknown[]) => {
        // Some round trips are time enough for a response that was not held back.
        void expectApplication(host).then(() => {
          steps.push("saved");
          return end(...parameters);
        });
        return response;
      };
      response.end = replacement as ServerResponse["end"];
      next();
    });
    await ask(host, handshake);
    steps.push("answered");
    expect(steps).toEqual(["saved", "answered"]);
  });
});
