import { expect } from "vitest";
import type { ClientOptions } from "../engine-clients/client-api.ts";
import type { EngineSocket, MessageData } from "../engine-clients/engine-api.ts";
import { binary, fingerprintOf, type Message } from "../engine-clients/messages.ts";
import { connect, modeNames, modes, type Mode, type TestClient } from "../engine-clients/test-client.ts";
import { expectApplication } from "./applications.ts";
import type { Engine } from "./engines.ts";
import type { Host } from "./host.ts";

/** As much of a server as a client needs. */
export type Reachable = Pick<Host, "url" | "trust">;

export interface ConnectOptions extends ClientOptions {
  readonly ca?: string;
  readonly perMessageDeflate?: boolean | { readonly threshold: number };
}

/** The published client of protocol 4, closed when the test is over. */
export function connectTo(host: Reachable, mode: Mode, options: ConnectOptions = {}): TestClient {
  const all: ConnectOptions = { transports: modes[mode], ...host.trust, ...options };
  return connect(4, host.url, all);
}

/** Makes an engine send back what it gets. */
export function echo(engine: Engine): void {
  engine.on("connection", (socket: EngineSocket) => {
    socket.on("message", (data: MessageData) => socket.send(data));
  });
}

const messages: readonly Message[] = ["hello", "", binary(3), "aé€🐟".repeat(2_000), binary(70_000), "over"];

/** Says things to an engine that echoes, and expects to hear them again, in order. */
export async function exchange(client: TestClient, said: readonly Message[] = messages): Promise<void> {
  for (const message of said) client.socket.send(message);
  const heard = [];
  while (heard.length < said.length) heard.push(fingerprintOf(await client.messages.take()));
  expect(heard).toEqual(said.map((message) => fingerprintOf(message)));
}

/** One session in one mode, from the handshake to the close. */
export async function converse(host: Reachable, mode: Mode, options: ConnectOptions = {}): Promise<void> {
  const client = connectTo(host, mode, options);
  await client.opened;
  await exchange(client);
  if (modes[mode].length > 1) expect(await client.upgraded).toBe("websocket");
  await exchange(client);
  expect(client.socket.transport.name).toBe(modes[mode].at(-1));
  client.socket.close();
  expect((await client.closed).reason).toBe("forced close");
}

/** All modes at once, while the application goes on answering. */
export async function converseBesideApplication(host: Host, options: ConnectOptions = {}): Promise<void> {
  await expectApplication(host);
  const open = connectTo(host, "websocket", options);
  await open.opened;
  await Promise.all([
    ...modeNames.map((mode) => converse(host, mode, options)),
    expectApplication(host),
    expectApplication(host),
  ]);
  await exchange(open);
  await expectApplication(host);
}
