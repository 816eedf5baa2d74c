import lookup, { connect, io, Manager, Socket } from "subject";
import type { ManagerOptions, SocketOptions } from "subject";
import { exactly, same } from "../../server-types/exactly.mts";
import type { FromServer, ToServer, TypedSocket } from "./maps.mts";

// Three names of one function, and its forms.
exactly<Socket>()(io());
exactly<Socket>()(connect());
exactly<Socket>()(lookup());
io("https://example.org");
io("/orders");
io("https://example.org", { auth: { token: "secret" } });
io({ path: "/rt" });
io(undefined, { path: "/rt" });
const some: Partial<ManagerOptions & SocketOptions> = {};
io(some);
// @ts-expect-error -- no address
io(1);
// @ts-expect-error -- no such option
io("/orders", { paht: "/rt" });
// @ts-expect-error -- no such option
io({ paht: "/rt" });

// The maps are said by the variable.
const typed: Socket<FromServer, ToServer> = io("/orders");
exactly<TypedSocket>()(typed);
typed.emit("say", "text", 1);
// @ts-expect-error -- not generic
io<FromServer>("/orders");

// Managers.
exactly<Manager>()(new Manager());
exactly<Manager>()(new Manager("https://example.org"));
exactly<Manager>()(new Manager("https://example.org", { reconnectionDelay: 10 }));
exactly<Manager>()(new Manager({ path: "/rt" }));
const manager = new Manager<FromServer, ToServer>();
exactly<Socket>()(manager.socket("/orders"));
exactly<Socket>()(manager.socket("/orders", { auth: (answer) => answer({ token: "secret" }) }));
// @ts-expect-error -- options of the connection are those of the Manager
manager.socket("/orders", { path: "/rt" });
// @ts-expect-error -- a name
manager.socket();
exactly<Socket>()(new Socket(new Manager(), "/orders", { retries: 3 }));

// The second map is what the first one says.
same<Socket<FromServer>, Socket<FromServer, FromServer>>(true);
same<Manager<FromServer>, Manager<FromServer, FromServer>>(true);
// @ts-expect-error -- events are functions by name
export type SocketOfText = Socket<"events">;
