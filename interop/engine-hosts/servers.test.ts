import { createServer } from "node:http";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { modeNames } from "../engine-clients/test-client.ts";
import { answerPlainly, applications, expectApplication, openPlain } from "./applications.ts";
import { connectTo, converse, converseBesideApplication, echo, exchange } from "./conversation.ts";
import { describeEngines } from "./engines.ts";
import { ask, openHost } from "./host.ts";

describeEngines("beside an application", ({ attach, Server }) => {
  describe.each(applications)("of %s", (_name, create) => {
    it("attached before it listens", async () => {
      const application = create();
      echo(attach(application.server));
      const host = await application.open();
      await converseBesideApplication(host);
    });

    it("attached while it listens", async () => {
      const application = create();
      const host = await application.open();
      await expectApplication(host);
      expect((await ask(host, "/engine.io/?EIO=4&transport=polling")).status).toBe(404);
      echo(attach(application.server));
      await converseBesideApplication(host);
    });

    it("on a path of its own", async () => {
      const application = create();
      const engine = new Server();
      echo(engine);
      engine.attach(application.server, { path: "/live/wire" });
      const host = await application.open();
      await converseBesideApplication(host, { path: "/live/wire" });
      expect((await ask(host, "/engine.io/?EIO=4&transport=polling")).status).toBe(404);
    });

    it("leaves the application alone when the engine has closed", async () => {
      const application = create();
      const engine = attach(application.server);
      echo(engine);
      const host = await application.open();
      const clients = modeNames.map((mode) => connectTo(host, mode));
      await Promise.all(clients.map((client) => client.opened));
      engine.close();
      await Promise.all(clients.map((client) => client.closed));
      expect(engine.clientsCount).toBe(0);
      await expectApplication(host);
    });
  });

  it("listens again after it was closed", async () => {
    const server = createServer(answerPlainly);
    const engine = attach(server);
    echo(engine);
    for (let round = 0; round < 3; round += 1) {
      const host = await openHost(server);
      const client = connectTo(host, "polling, then upgrade");
      await client.upgraded;
      await exchange(client);
      await converseBesideApplication(host);
      expect(client.socket.id in engine.clients).toBe(true);
      const closed = once(server, "close");
      server.close();
      engine.close();
      await client.closed;
      host.cut();
      await closed;
      expect(engine.clientsCount).toBe(0);
    }
  });

  it("serves two servers at once", async () => {
    const engine = new Server();
    echo(engine);
    const hosts = await Promise.all([1, 2].map(() => openPlain((server) => engine.attach(server))));
    await Promise.all(hosts.map((host) => converseBesideApplication(host)));
    const clients = hosts.map((host) => connectTo(host, "websocket"));
    await Promise.all(clients.map((client) => client.opened));
    for (const client of clients) expect(client.socket.id in engine.clients).toBe(true);
  });

  it("answers as before what it refuses, and stays usable", async () => {
    const host = await openPlain((server) => echo(attach(server)));
    const refused = await ask(host, "/engine.io/?EIO=4&transport=smoke-signals");
    expect({ status: refused.status, body: refused.body }).toEqual({
      status: 400,
      body: '{"code":0,"message":"Transport unknown"}',
    });
    expect(refused.headers["x-answered-by"]).toBeUndefined();
    await converse(host, "websocket");
    await expectApplication(host);
  });
});
