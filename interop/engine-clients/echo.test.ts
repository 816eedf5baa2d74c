import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { implementation } from "./implementation.ts";
import { fingerprintOf, messageCases, type Message } from "./messages.ts";
import { openEngine, type RunningEngine } from "./running-engine.ts";
import { combinations, connect, modes, type TestClient } from "./test-client.ts";

async function exchange(client: TestClient, messages: readonly Message[]): Promise<void> {
  for (const message of messages) client.socket.send(message);
  const echoes = [];
  while (echoes.length < messages.length) echoes.push(fingerprintOf(await client.messages.take()));
  expect(echoes).toEqual(messages.map((message) => fingerprintOf(message)));
}

describe.each(combinations)(`${implementation.name}: protocol %i over %s`, (protocol, mode) => {
  let running: RunningEngine;
  beforeAll(async () => {
    running = await openEngine({ maxHttpBufferSize: 1e6 });
  });
  afterAll(() => running.stop());

  describe.each([false, true])("forceBase64: %s", (forceBase64) => {
    it.each(messageCases)("echoes %s, in order", async (_name, messages) => {
      const client = connect(protocol, running.url, { transports: modes[mode], forceBase64 });
      await client.opened;
      const session = await running.sessionOf(client.socket);
      expect(session.socket.protocol).toBe(protocol);
      expect(session.socket.id).toMatch(/^[\w-]{20}$/u);
      // Where the transport changes, these are sent in the middle of it.
      await exchange(client, messages);
      if (modes[mode].length > 1) {
        expect(await client.upgraded).toBe("websocket");
        await exchange(client, messages);
        expect(session.socket.upgraded).toBe(true);
      }
      const transport = modes[mode].at(-1);
      expect(client.socket.transport.name).toBe(transport);
      expect(session.socket.transport.name).toBe(transport);
    });
  });
});
