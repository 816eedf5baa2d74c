import { once } from "node:events";
import { Agent, type ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { createValidCertificate } from "../../peers/certificate.ts";
import type { ClientOptions } from "../harness/client-stage.ts";
import type { Scenario } from "../harness/scenario.ts";

/** One for all scenarios, signed by itself. */
const certificate = createValidCertificate();

const both = ["websocket", "polling"] as const;

/** What a client knows of the server's certificate. */
const trusts: readonly (readonly [string, () => ClientOptions])[] = [
  ["nothing", () => ({})],
  ["ca", () => ({ ca: certificate.cert })],
  ["rejectUnauthorized: false", () => ({ rejectUnauthorized: false })],
  ["an empty ca", () => ({ ca: [] })],
];

const secure: readonly Scenario[] = trusts.flatMap(([name, options]) =>
  both.map((transport) => ({
    name: `TLS: ${name}, ${transport}`,
    script: async (stage) => {
      const raw = await stage.raw({ tls: certificate });
      const socket = stage.connect(raw.url(), { transports: [transport], ...options() });
      await Promise.race([stage.seen("a", "connect "), stage.seen("a", "connect_error")]);
      await stage.settle();
      stage.note("connected", socket.connected);
    },
  })),
);

const others: readonly Scenario[] = [
  ...both.map((transport): Scenario => ({
    name: `the agent is asked for connections, ${transport}`,
    script: async (stage) => {
      const raw = await stage.raw();
      let count = 0;
      class Counting extends Agent {
        override createConnection(
          ...args: Parameters<Agent["createConnection"]>
        ): ReturnType<Agent["createConnection"]> {
          count += 1;
          return super.createConnection(...args);
        }
      }
      const agent = new Counting();
      const socket = stage.connect(raw.url(), {
        transports: [transport],
        agent: agent as unknown as boolean,
      });
      await stage.seen("a", "connect");
      await stage.settle();
      stage.note("asked", count > 0);
      socket.disconnect();
    },
  })),
  ...both.map((transport): Scenario => ({
    name: `autoUnref and the timers, ${transport}`,
    script: async (stage) => {
      const time = stage.virtualTime();
      const raw = await stage.raw();
      for (const autoUnref of [true, false]) {
        const socket = stage.keep(
          stage.client.io(raw.url(), {
            transports: [transport],
            autoUnref,
            forceNew: true,
            reconnectionDelay: 3000,
            randomizationFactor: 0,
          }),
        );
        stage.note("connecting", time.pending);
        await time.pass(10);
        stage.note("connected", time.pending);
        raw.session.cut();
        await time.pass(10);
        stage.note("waiting", time.pending);
        socket.disconnect();
        stage.note("disconnected", time.pending);
      }
    },
  })),
  {
    name: "useNativeTimers: other people's time does not matter",
    script: async (stage) => {
      stage.virtualTime();
      const raw = await stage.raw();
      const socket = stage.connect(raw.url(), {
        transports: ["websocket"],
        useNativeTimers: true,
        reconnection: true,
        reconnectionDelay: 1,
        reconnectionDelayMax: 1,
      });
      await stage.settle();
      raw.session.cut();
      while (!socket.connected || raw.sessions.length < 2) await stage.settle();
    },
  },
  {
    name: "requestTimeout",
    script: async (stage) => {
      const held: ServerResponse[] = [];
      const raw = await stage.raw({ answer: (_request, response) => held.push(response) > 0 });
      stage.connect(raw.url(), { transports: ["polling"], requestTimeout: 10 });
      await stage.settle();
      // The published one goes on waiting: that it does not give up can only be seen by the clock.
      await Promise.race([...held.map((response) => once(response, "close")), setTimeout(300)]);
      await stage.settle();
    },
  },
  {
    name: "the WebSocket within a transport",
    script: async (stage) => {
      const raw = await stage.raw();
      const socket = await stage.joined(raw);
      const { ws } = socket.io.engine.transport as unknown as {
        ws?: { readonly readyState: number; readonly url: string };
      };
      stage.note("ws", typeof ws, ws?.readyState, ws?.url, socket.io.engine.transport.name);
      socket.disconnect();
      await stage.settle();
      stage.note("closed", ws?.readyState);
    },
  },
];

export const nodeOptions: readonly Scenario[] = [...secure, ...others];
