import { exactly } from "../exactly.mts";
import { io, nsp } from "./maps.mts";

for (const emitter of [io, nsp] as const) {
  exactly<boolean>()(emitter.serverSideEmit("noArgs"));
  emitter.serverSideEmit("load", 50, "noon");
  emitter.serverSideEmit("count", "sockets", (error, counts) => {
    exactly<Error>()(error);
    exactly<number[]>()(counts);
  });
  emitter.serverSideEmit("any", (error) => exactly<Error>()(error));

  // @ts-expect-error -- an argument is missing
  emitter.serverSideEmit("load", 50);
  // @ts-expect-error -- no arguments
  emitter.serverSideEmit("noArgs", 1);
  // @ts-expect-error -- the acknowledgement is missing
  emitter.serverSideEmit("count", "sockets");
  // @ts-expect-error -- an error comes first
  emitter.serverSideEmit("count", "sockets", (_counts: number[]) => {});
  // @ts-expect-error -- clients' events do not go to servers
  emitter.serverSideEmit("news", "text", 1);
  // @ts-expect-error -- no such event
  emitter.serverSideEmit("nothing");

  exactly<Promise<number[]>>()(emitter.serverSideEmitWithAck("count", "sockets"));
  exactly<Promise<undefined[]>>()(emitter.serverSideEmitWithAck("any"));
  // @ts-expect-error -- no acknowledgement
  void emitter.serverSideEmitWithAck("load", 50, "noon");
  // @ts-expect-error -- no acknowledgement
  void emitter.serverSideEmitWithAck("noArgs");
  // @ts-expect-error -- an argument is missing
  void emitter.serverSideEmitWithAck("count");
  // @ts-expect-error -- no such event
  void emitter.serverSideEmitWithAck("nothing");
}
