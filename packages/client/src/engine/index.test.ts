import { createRequire } from "node:module";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import * as engine from "./index.ts";

test("exports what engine.io-client does", () => {
  const published = createRequire(import.meta.url)("engine.io-client") as object;
  expect(Object.keys(engine).toSorted()).toEqual(Object.keys(published).toSorted());
  expect([engine.protocol, engine.Socket.protocol]).toEqual([4, 4]);
});

test("talks to a server", async () => {
  const handshake = { sid: "S1", upgrades: [], pingInterval: 20_000, pingTimeout: 20_000, maxPayload: 100 };
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url!.replace(/&t=[\w.-]+/, "&t=*")}`);
    request.resume().on("end", () => {
      if (request.method === "POST") response.end("ok");
      else response.end(requests.length === 1 ? `0${JSON.stringify(handshake)}\x1e4hello` : "1");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const socket = new engine.Socket(`http://127.0.0.1:${port}`);
  const log: unknown[] = [];
  socket.on("message", (data) => log.push(data));
  await new Promise<void>((resolve) => {
    socket.on("close", (...details) => {
      log.push(...details);
      resolve();
    });
  });
  expect(log).toEqual(["hello", "transport close", { description: "transport closed by the server" }]);
  expect(requests).toEqual([
    "GET /engine.io/?EIO=4&transport=polling&t=*",
    "GET /engine.io/?EIO=4&transport=polling&t=*&sid=S1",
  ]);
});
