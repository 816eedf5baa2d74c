import { describe, vi } from "vitest";
import { client48 } from "../server-clients/javascript-client.ts";
import { describeLacks, describeServer } from "./describe-server.ts";
import { servers } from "./servers.ts";
import { subject } from "./subject.ts";

// The features of `server-clients`, with the roles changed: the client is under test, the server is its peer.
vi.mock("../server-clients/implementation.ts", async () => (await import("./servers.ts")).serveBy("3"));
vi.mock("socket.io-client", async () => (await import("./subject.ts")).clientModule);

describe(`${subject.name} with ${servers["3"].name}`, () => {
  describeLacks(servers["3"]);
  describeServer(servers["3"], client48.lacks, () => ({ ...client48, name: subject.name }));
});
