// What a TypeScript program imports. The tests compile it as an ES module and, as typed.cts, as a CommonJS module.
import * as everything from "socket.io";
import {
  Namespace,
  Server,
  Socket,
  type BroadcastOperator,
  type DefaultEventsMap,
  type DisconnectReason,
  type Event,
  type ExtendedError,
  type RemoteSocket,
  type ServerOptions,
} from "socket.io";

const options: Partial<ServerOptions> = { serveClient: false };
const servers: Record<string, Server> = {
  "import { Server }": new Server(0, options),
  "import * as": new everything.Server(0),
};

const refuse = (error: ExtendedError): void => console.error(error.message);
const remember = (event: Event): string => String(event[0]);

for (const [name, io] of Object.entries(servers)) {
  const main: Namespace = io.of("/");
  const everyone: BroadcastOperator<DefaultEventsMap, unknown> = io.to("room");
  main.on("connection", (socket: Socket) => {
    socket.use((event, next) => {
      if (remember(event) === "") refuse(new Error("no name"));
      next();
    });
    socket.on("disconnect", (reason: DisconnectReason) => everyone.emit("left", reason));
    socket.emit("form", name);
  });
}

async function start(): Promise<void> {
  const forms = [];
  for (const [name, io] of Object.entries(servers)) {
    const sockets: RemoteSocket<DefaultEventsMap, unknown>[] = await io.fetchSockets();
    if (sockets.length > 0) throw new Error("sockets from nowhere");
    const { httpServer } = io as unknown as { httpServer: import("node:http").Server };
    if (!httpServer.listening) await new Promise((resolve) => httpServer.once("listening", resolve));
    const address = httpServer.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    forms.push({ name, port: address.port, path: "/socket.io" });
  }
  console.log(`forms ${JSON.stringify(forms)}`);
  process.on("SIGTERM", async () => {
    for (const io of Object.values(servers)) await io.close();
    console.log("closed");
  });
}

void start();
