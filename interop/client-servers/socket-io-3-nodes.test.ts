import { vi } from "vitest";
import { describeNodes } from "./describe-nodes.ts";
import { servers } from "./servers.ts";

// The features of `server-clients`, with the roles changed: the client is under test, the server is its peer.
vi.mock("../server-clients/implementation.ts", async () => (await import("./servers.ts")).serveBy("3"));

describeNodes(servers["3"]);
