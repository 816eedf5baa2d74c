import { expect } from "vitest";

import { FakeApp, type FakeRequestInit } from "../../hosts/uws/testing/fake-app.ts";
import type { FakeResponse } from "../../hosts/uws/testing/fake-response.ts";
import type { FakeWebSocket } from "../../hosts/uws/testing/fake-websocket.ts";
import type { AttachOptions, ServerOptions } from "../options.ts";
import type { Socket } from "../socket.ts";
import { uServer, type UwsOptions } from "../uws-server.ts";

const engines: uServer[] = [];

/** Ends what the tests have made. */
export function closeEngines(): void {
  for (const engine of engines.splice(0)) engine.close();
}

export function create(options: ServerOptions = {}, attachOptions?: AttachOptions & UwsOptions) {
  const engine = new uServer(options);
  engines.push(engine);
  const app = new FakeApp();
  engine.attach(app, attachOptions);
  const sockets: Socket[] = [];
  const errors: Record<string, unknown>[] = [];
  engine.on("connection", (socket: Socket) => sockets.push(socket));
  engine.on("connection_error", ({ code, message, context }) => errors.push({ code, message, context }));
  const polling = (sid?: string): string =>
    `/engine.io/?EIO=4&transport=polling${sid === undefined ? "" : `&sid=${sid}`}`;
  return {
    engine,
    app,
    sockets,
    errors,
    get: (sid?: string, headers: FakeRequestInit["headers"] = {}) =>
      app.request({ url: polling(sid), headers }),
    post: (sid: string, body: string) => app.request({ method: "POST", url: polling(sid), body }),
    upgrade: (sid?: string, headers: FakeRequestInit["headers"] = {}) =>
      app.connect({ url: polling(sid).replace("=polling", "=websocket"), headers }),
  };
}

export type Host = ReturnType<typeof create>;

/** Resolves when the turn is over, in which sessions gather what they send. */
export const turn = async (): Promise<void> => {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
};

export function echo({ engine }: Host): void {
  engine.on("connection", (socket: Socket) => {
    socket.on("message", (data: unknown) => socket.send(data));
  });
}

export async function open(host: Host): Promise<string> {
  const response = host.get();
  await turn();
  return (JSON.parse(response.text.slice(1)) as { sid: string }).sid;
}

export function socketOf(response: FakeResponse): FakeWebSocket {
  expect(response.state).toBe("upgraded");
  return response.socket!;
}
