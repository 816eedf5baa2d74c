import { expect, it } from "vitest";
import { implementation } from "../engine-clients/implementation.ts";
import { startEngine } from "../engine-clients/running-engine.ts";
import { openClient, type Protocol } from "../engine-clients/test-client.ts";
import { createRandom } from "../soak/random.mjs";
import { addTally, noTally, type Tally } from "./numbered-messages.ts";
import { joinSession, type Party } from "./party.ts";

const upgrades = 1_000;
const atOnce = 25;

const isClean = ({ lost, doubled, reordered }: Tally) => lost + doubled + reordered === 0;

it(
  `${implementation.name}: 1,000 upgrades lose, double and reorder nothing in either direction`,
  { timeout: 120_000 },
  async () => {
    const seed = Date.now() % 1_000_000;
    const random = createRandom(seed);
    const parties = new Map<string, Party>();
    const running = await startEngine({ httpCompression: false }, (socket) => {
      parties.set(socket.id, joinSession(socket, socket.id, createRandom(random.below(2 ** 31))));
    });
    const toServer = noTally();
    const toClient = noTally();
    let upgraded = 0;
    let sentTotal = 0;

    const play = async (protocol: Protocol) => {
      const { socket, opened } = openClient(protocol, running.url);
      await opened;
      const { id } = socket;
      const client = joinSession(socket, id, createRandom(random.below(2 ** 31)));
      const server = parties.get(id);
      if (server === undefined) throw new Error("the server does not know the session");
      await Promise.all([client.hasSent, server.hasSent]);
      await Promise.all([client.hasReceived(server.sent()), server.hasReceived(client.sent())]);
      if (socket.transport.name === "websocket") upgraded += 1;
      // What comes twice may come last.
      socket.close();
      await Promise.all([client.closed, server.closed]);
      parties.delete(id);
      addTally(toServer, server.finish(client.sent()));
      addTally(toClient, client.finish(server.sent()));
      sentTotal += client.sent() + server.sent();
    };

    let started = 0;
    const playInTurn = async () => {
      // The first ones that go wrong say enough.
      while (started < upgrades && isClean(toServer) && isClean(toClient)) {
        started += 1;
        await play(started % 4 === 0 ? 3 : 4);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, playInTurn));

    expect({ seed, upgraded, toServer, toClient, left: running.engine.clientsCount }).toMatchObject({
      seed,
      upgraded: upgrades,
      toServer: { lost: 0, doubled: 0, reordered: 0 },
      toClient: { lost: 0, doubled: 0, reordered: 0 },
      left: 0,
    });
    expect(toServer.received + toClient.received).toBe(sentTotal);
    console.log(`${implementation.name}: ${upgrades} upgrades, ${sentTotal} messages, seed ${seed}`);
  },
);
