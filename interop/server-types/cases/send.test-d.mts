import type { Namespace, Server, Socket } from "subject";
import { exactly } from "../exactly.mts";
import type { FromClient } from "./maps.mts";
import { io, nsp, socket } from "./maps.mts";

interface Messages {
  message: (text: string, at: number) => void;
}
declare const server: Server<FromClient, Messages>;
declare const namespace: Namespace<FromClient, Messages>;
declare const one: Socket<FromClient, Messages>;

exactly<typeof server>()(server.send("text", 1));
exactly<typeof server>()(server.write("text", 1));
exactly<typeof namespace>()(namespace.send("text", 1));
exactly<typeof namespace>()(namespace.write("text", 1));
exactly<typeof one>()(one.send("text", 1));
exactly<typeof one>()(one.write("text", 1));

// @ts-expect-error -- an argument is missing
server.send("text");
// @ts-expect-error -- an argument too many
server.write("text", 1, 2);
// @ts-expect-error -- text is a string
server.send(1, 1);

// @ts-expect-error -- an argument is missing
namespace.send("text");
// @ts-expect-error -- an argument too many
namespace.write("text", 1, 2);
// @ts-expect-error -- text is a string
namespace.send(1, 1);

// @ts-expect-error -- an argument is missing
one.send("text");
// @ts-expect-error -- an argument too many
one.write("text", 1, 2);
// @ts-expect-error -- text is a string
one.send(1, 1);

// @ts-expect-error -- no event "message" among those of the map
io.send("text");
// @ts-expect-error -- no event "message" among those of the map
nsp.write("text");
// @ts-expect-error -- no event "message" among those of the map
socket.send("text");
