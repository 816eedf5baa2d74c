import type { Namespace, Socket } from "@sockeye/server";
import type { Act, Target } from "../contract/index.ts";
import type { LiveServer } from "./live-server.ts";

/** Carries out an intervention. On a room or a namespace it works as the application's own would: on all servers. */
export async function perform(server: LiveServer, act: Act): Promise<void> {
  const { socket, everybody } = find(server, act.target);
  switch (act.action) {
    case "emit":
      (socket ?? everybody).emit(act.event, ...act.args);
      return;
    case "join":
      if (socket === undefined) everybody.socketsJoin(act.room);
      else await socket.join(act.room);
      return;
    case "leave":
      if (socket === undefined) everybody.socketsLeave(act.room);
      else await socket.leave(act.room);
      return;
    case "disconnect":
      if (socket === undefined) everybody.disconnectSockets();
      else socket.disconnect();
      return;
    default:
      act satisfies never;
  }
}

interface Found {
  readonly socket: Socket | undefined;
  readonly everybody: Namespace | ReturnType<Namespace["in"]>;
}

function find(server: LiveServer, { namespace: name, room, socket: id }: Target): Found {
  const namespace = server.namespace(name);
  return {
    socket: id === undefined ? undefined : server.socket({ namespace: name, id }),
    everybody: room === undefined ? namespace : namespace.in(room),
  };
}
