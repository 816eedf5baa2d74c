import { vi } from "vitest";

/** The part of the module that the tests use; both implementations have all of it. */
type ClientModule = Pick<typeof import("socket.io-client"), "io" | "Manager" | "Socket">;

const isPublished = process.env["SOCKEYE_CLIENT"] === "published";

/**
 * The client under test, named once. With `SOCKEYE_CLIENT=published` in the environment the same tests say what the
 * published socket.io-client does.
 */
export const subject = isPublished
  ? { isPublished, name: "socket.io-client 4.8", specifier: "socket.io-client" }
  : { isPublished, name: "@sockeye/client", specifier: "@sockeye/client" };

/** It also takes the place of the published one in the features of `server-clients`: see the tests' `vi.mock`. */
export const clientModule: ClientModule = isPublished
  ? await vi.importActual<ClientModule>("socket.io-client")
  : ((await import(subject.specifier)) as ClientModule);
