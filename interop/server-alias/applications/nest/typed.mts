// A NestJS application: a gateway with dependencies by type, a custom adapter, and a controller on the same port.
import "reflect-metadata";
import {
  Controller,
  Get,
  Injectable,
  Module,
  Param,
  ParseIntPipe,
  type INestApplication,
} from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { IoAdapter } from "@nestjs/platform-socket.io";
import {
  Ack,
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  WsException,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  type WsResponse,
} from "@nestjs/websockets";
import { from, map, type Observable } from "rxjs";
import { Server, Socket, type Namespace, type ServerOptions } from "socket.io";

@Injectable()
class Visitors {
  readonly #names = new Map<string, string>();

  add(id: string, name: string): void {
    this.#names.set(id, name);
  }

  remove(id: string): void {
    this.#names.delete(id);
  }

  list(): string[] {
    return [...this.#names.values()];
  }
}

const cors = { origin: "https://example.org" };

@WebSocketGateway({ namespace: "/chat", cors })
class ChatGateway
  implements OnGatewayInit<Namespace>, OnGatewayConnection<Socket>, OnGatewayDisconnect<Socket>
{
  @WebSocketServer()
  private readonly namespace!: Namespace;

  constructor(private readonly visitors: Visitors) {}

  afterInit(namespace: Namespace): void {
    namespace.use((socket, next) => {
      const { name } = socket.handshake.auth as { name?: string };
      if (name === undefined) return next(new WsException("who are you?"));
      socket.data.name = name;
      next();
    });
  }

  handleConnection(socket: Socket): void {
    this.visitors.add(socket.id, String(socket.data.name));
    this.namespace.emit("visitors", this.visitors.list());
  }

  handleDisconnect(socket: Socket): void {
    this.visitors.remove(socket.id);
    this.namespace.emit("visitors", this.visitors.list());
  }

  @SubscribeMessage("join")
  async join(@ConnectedSocket() socket: Socket, @MessageBody() room: string): Promise<WsResponse<string[]>> {
    await socket.join(room);
    return { event: "rooms", data: [...socket.rooms].filter((name) => name !== socket.id) };
  }

  @SubscribeMessage("say")
  say(
    @ConnectedSocket() socket: Socket,
    @MessageBody() { room, text }: { room: string; text: string },
  ): number {
    this.namespace.to(room).emit("said", { name: String(socket.data.name), text });
    return text.length;
  }

  @SubscribeMessage("double")
  double(@MessageBody("value", ParseIntPipe) value: number): WsResponse<number> {
    return { event: "doubled", data: value * 2 };
  }

  @SubscribeMessage("upload")
  upload(@MessageBody() bytes: Buffer, @Ack() done: (size: number) => void): void {
    done(bytes.length);
  }

  @SubscribeMessage("countdown")
  countdown(@MessageBody() start: number): Observable<WsResponse<number>> {
    const numbers = Array.from({ length: start }, (_, index) => start - index);
    return from(numbers).pipe(map((data) => ({ event: "tick", data })));
  }

  @SubscribeMessage("leave")
  leave(@ConnectedSocket() socket: Socket): void {
    socket.disconnect();
  }

  @SubscribeMessage("fail")
  fail(): never {
    throw new WsException("as you wish");
  }
}

@WebSocketGateway({ cors })
class ClockGateway {
  @WebSocketServer()
  private readonly server!: Server;

  @SubscribeMessage("clients")
  count(): number {
    return this.server.engine.clientsCount;
  }
}

@Controller("visitors")
class VisitorsController {
  constructor(private readonly visitors: Visitors) {}

  @Get()
  list(): string[] {
    return this.visitors.list();
  }

  @Get(":index")
  one(@Param("index", ParseIntPipe) index: number): { name: string | undefined } {
    return { name: this.visitors.list()[index] };
  }
}

@Module({ controllers: [VisitorsController], providers: [Visitors, ChatGateway, ClockGateway] })
class ApplicationModule {}

class GuardedAdapter extends IoAdapter {
  constructor(app: INestApplication) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      allowRequest: (request, decide) => decide(null, request.headers["x-refused"] === undefined),
    } as ServerOptions);
    server.use((socket, next) => {
      socket.data.since = Date.now();
      next();
    });
    return server;
  }
}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(ApplicationModule, { logger: ["error", "warn"] });
  app.useWebSocketAdapter(new GuardedAdapter(app));
  await app.listen(process.env.PORT ?? 3000, "127.0.0.1");
  console.log(`listening on ${new URL(await app.getUrl()).port}`);

  process.on("SIGTERM", async () => {
    await app.close();
    console.log("closed");
  });
}

void bootstrap();
