import { expect } from "vitest";
import { modes } from "../../engine-clients/test-client.ts";
import { createQueue } from "../../peers/queue.ts";
import { startApplication } from "../../server-clients/application.ts";
import type { TestSocket } from "../../server-clients/client-kind.ts";
import type { Feature } from "../../server-clients/features/feature.ts";
import { publishedSocket, type Scene } from "../../server-clients/scene.ts";
import { closePort, loseConnection, openPort } from "./connection.ts";

/** What was asked of the client before has been done when it gets an answer, also in another process. */
async function catchUp(socket: TestSocket): Promise<void> {
  expect(await socket.call("echo", "catching up")).toEqual(["catching up"]);
}

/** What a client hears that finds nobody. */
const unreachable = ({ mode }: Scene) => [
  "connect_error",
  modes[mode][0] === "polling" ? "xhr poll error" : "websocket error",
  undefined,
];

function stateOf(socket: TestSocket): { readonly active: boolean; readonly connected: boolean } {
  const { active, connected } = publishedSocket(socket);
  return { active, connected };
}

export const reconnecting: readonly Feature[] = [
  {
    title: "waits for a server that is not there yet",
    play: async (scene) => {
      const application = await startApplication();
      await closePort(application);
      const client = await scene.open(application, { reconnects: true });
      const socket = client.socket("/");
      for (let attempt = 0; attempt < 3; attempt += 1) {
        expect(await socket.take()).toEqual(unreachable(scene));
        expect(stateOf(socket)).toEqual({ active: true, connected: false });
      }
      await openPort(application);
      let seen = await socket.take();
      while (seen[0] === "connect_error") seen = await socket.take();
      expect(seen).toEqual(["connect"]);
      expect((await application.accept()).id).toBe(await socket.id());
    },
  },
  {
    title: "gives up after as many attempts as it may make",
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application, { reconnects: true });
      const { socket, server } = connected;
      const { io } = publishedSocket(socket);
      const log = createQueue<readonly unknown[]>();
      io.reconnectionAttempts(2);
      io.on("reconnect_attempt", (attempt) => log.push(["reconnect_attempt", attempt]));
      io.on("reconnect_failed", () => log.push(["reconnect_failed"]));
      await catchUp(socket);
      await scene.settle(server);
      await closePort(application);
      expect((await socket.take())[0]).toBe("disconnect");
      expect([await log.take(), await log.take(), await log.take()]).toEqual([
        ["reconnect_attempt", 1],
        ["reconnect_attempt", 2],
        ["reconnect_failed"],
      ]);
      expect([await socket.take(), await socket.take()]).toEqual([unreachable(scene), unreachable(scene)]);
      await openPort(application);
      publishedSocket(socket).connect();
      expect(await socket.take()).toEqual(["connect"]);
    },
  },
  {
    title: "tells the listeners of its manager how it comes back",
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application, { reconnects: true });
      const log = createQueue<readonly unknown[]>();
      const { io } = publishedSocket(connected.socket);
      io.on("close", (reason) => log.push(["close", reason]));
      io.on("reconnect_attempt", (attempt) => log.push(["reconnect_attempt", attempt]));
      io.on("open", () => log.push(["open"]));
      io.on("reconnect", (attempt) => log.push(["reconnect", attempt]));
      await catchUp(connected.socket);
      const seen = await loseConnection(scene, application, connected);
      expect(await log.take()).toEqual(["close", seen[1]]);
      expect([await log.take(), await log.take(), await log.take()]).toEqual([
        ["reconnect_attempt", 1],
        ["open"],
        ["reconnect", 1],
      ]);
      expect(await connected.socket.take()).toEqual(["connect"]);
    },
  },
  {
    title: "makes its auth payload anew for each connection",
    play: async (scene) => {
      const application = await startApplication();
      const connected = await scene.connect(application, { reconnects: true });
      let asked = 0;
      publishedSocket(connected.socket).auth = (use: (payload: object) => void) => {
        asked += 1;
        use({ asked });
      };
      await catchUp(connected.socket);
      for (const expected of [1, 2]) {
        const server = expected === 1 ? connected.server : await application.accept();
        await loseConnection(scene, application, { ...connected, server });
        expect(await connected.socket.take()).toEqual(["connect"]);
      }
      expect((await application.accept()).handshake.auth).toEqual({ asked: 2 });
    },
  },
  {
    title: "stays away when the server has sent it away, until it is told to come",
    play: async (scene) => {
      const application = await startApplication();
      const { socket, server } = await scene.connect(application, { reconnects: true });
      server.disconnect();
      expect(await socket.take()).toEqual(["disconnect", "io server disconnect"]);
      expect(stateOf(socket)).toEqual({ active: false, connected: false });
      publishedSocket(socket).connect();
      expect(await socket.take()).toEqual(["connect"]);
      expect(stateOf(socket)).toEqual({ active: true, connected: true });
    },
  },
];
