import { createServer } from "node:http";
import { createSecureServer, createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { createAdapter as createClusterAdapter } from "@socket.io/cluster-adapter";
import { createAdapter as createRedisAdapter } from "@socket.io/redis-adapter";
import { createAdapter as createStreamsAdapter } from "@socket.io/redis-streams-adapter";
import * as msgpackParser from "socket.io-msgpack-parser";
import { Adapter as PublishedAdapter } from "socket.io-adapter";
import type { Namespace, ServerOptions } from "subject";
import { Server } from "subject";
import { Adapter } from "subject-adapter";
import { exactly } from "../exactly.mts";

// What a server can be made of.
void new Server();
void new Server(3000);
void new Server({ path: "/rt" });
void new Server(createServer());
void new Server(createHttpsServer());
void new Server(createHttp2Server());
void new Server(createSecureServer());
void new Server(createServer(), { path: "/rt" });
void new Server(undefined, { path: "/rt" });
// @ts-expect-error -- neither a server nor a port
void new Server(true);
// @ts-expect-error -- no such option
void new Server({ paht: "/rt" });
// @ts-expect-error -- no such option
void new Server(3000, { paht: "/rt" });

const io = new Server();
exactly<typeof io>()(io.listen(3000));
exactly<typeof io>()(io.attach(createServer(), { path: "/rt" }));
exactly<typeof io>()(io.bind(io.engine));
declare const app: Parameters<typeof io.attachApp>[0];
io.attachApp(app, { path: "/rt" });

// Adapters: the class, or a function that makes one.
class OwnAdapter extends Adapter {
  override broadcast(packet: unknown, options: Parameters<Adapter["broadcast"]>[1]): void {
    void super.broadcast(packet, options);
  }
}
class PublishedOwnAdapter extends PublishedAdapter {}
void new Server({ adapter: Adapter });
void new Server({ adapter: OwnAdapter });
void new Server({ adapter: (namespace: Namespace) => new OwnAdapter(namespace) });
void new Server({ adapter: (namespace) => new Adapter(namespace) });
exactly<typeof io>()(io.adapter(Adapter));
io.adapter(OwnAdapter);
// Those that are published for socket.io.
void new Server({ adapter: PublishedAdapter });
void new Server({ adapter: PublishedOwnAdapter });
void new Server({ adapter: (namespace) => new PublishedOwnAdapter(namespace) });
void new Server({ adapter: createClusterAdapter() });
void new Server({ adapter: createRedisAdapter({}, {}) });
void new Server({ adapter: createStreamsAdapter({}) });
io.adapter(createRedisAdapter({}, {}));
// @ts-expect-error -- not an adapter
void new Server({ adapter: "redis" });
// @ts-expect-error -- makes no adapter
void new Server({ adapter: () => "redis" });
// @ts-expect-error -- an instance is not a class
void new Server({ adapter: new Adapter(io.sockets) });
// @ts-expect-error -- a class that is no adapter
void new Server({ adapter: Map });
// @ts-expect-error -- not an adapter
io.adapter({});

// The rest.
const all = {
  path: "/rt",
  serveClient: false,
  connectTimeout: 1,
  cleanupEmptyChildNamespaces: true,
  connectionStateRecovery: { maxDisconnectionDuration: 1, skipMiddlewares: false },
  parser: msgpackParser,
  pingInterval: 1,
  pingTimeout: 1,
  upgradeTimeout: 1,
  maxHttpBufferSize: 1,
  allowRequest: (_request, decide) => decide(null, true),
  transports: ["polling", "websocket"],
  allowUpgrades: true,
  perMessageDeflate: { threshold: 1 },
  httpCompression: false,
  initialPacket: "hello",
  cookie: { name: "io", sameSite: "lax" },
  cors: { origin: ["https://example.com"], credentials: true },
  allowEIO3: true,
  addTrailingSlash: true,
  destroyUpgrade: true,
  destroyUpgradeTimeout: 1,
} satisfies Partial<ServerOptions>;
void new Server(all);
void new Server({ connectionStateRecovery: {} });
void new Server({ cookie: true, cors: (_request, decide) => decide(null, {}) });
// @ts-expect-error -- a number of milliseconds
void new Server({ connectTimeout: "1s" });
// @ts-expect-error -- no such transport
void new Server({ transports: ["pigeon"] });
// @ts-expect-error -- an object
void new Server({ connectionStateRecovery: true });
