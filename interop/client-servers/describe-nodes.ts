import { afterAll, beforeAll, describe } from "vitest";
import { compilePackages, type CompiledEntry } from "../harness/compile-packages.ts";
import { describePeer } from "../peers/describe-peer.ts";
import { findNode } from "../peers/find-node.ts";
import { describeServer } from "./describe-server.ts";
import { lacks, startRemote } from "./remote-client.ts";
import type { PeerServer } from "./servers.ts";
import { subject } from "./subject.ts";

/** The running one has the tests in which client and server are in one process, and nothing is left out. */
const majors = [20, 22, 24, 26].filter((major) => !process.versions.node.startsWith(`${major}.`));

/** What the processes import: plain Node knows no TypeScript, and a build may be stale. */
const compileSubject = (): CompiledEntry =>
  subject.isPublished
    ? { url: subject.specifier, remove: () => undefined }
    : compilePackages(subject.specifier, ["client", "protocol", "websocket"]);

/** The features with the client in a process of its own, run by the other Nodes that must be able to. */
export function describeNodes(server: PeerServer): void {
  describe(`${subject.name} with ${server.name}`, () => {
    let compiled: CompiledEntry;
    beforeAll(() => {
      compiled = compileSubject();
    });
    afterAll(() => compiled.remove());

    for (const major of majors) {
      const peer = { program: findNode(major), install: `the npm package node@${major} (npm run setup)` };
      describePeer(`in Node ${major}`, peer, (program) => {
        let remote: ReturnType<typeof startRemote>;
        beforeAll(() => {
          remote = startRemote(program, compiled.url);
        });
        afterAll(() => remote.stop());
        describeServer(server, lacks, () => remote);
      });
    }
  });
}
