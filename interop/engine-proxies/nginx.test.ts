import { implementation } from "../engine-clients/implementation.ts";
import { describePeer } from "../peers/describe-peer.ts";
import { findProgram } from "./find-program.ts";
import { nginx } from "./nginx.ts";
import { describeBlocking, describeForwarding } from "./proxy-suite.ts";

const peer = { program: findProgram("nginx"), install: "nginx" };

describePeer(`${implementation.name}: behind nginx`, peer, (command) => {
  describeForwarding("that buffers", (upstreamPort) =>
    nginx(command, { upstreamPort, buffering: true, webSocket: "forwarded" }),
  );
  describeForwarding("that does not buffer", (upstreamPort) =>
    nginx(command, { upstreamPort, buffering: false, webSocket: "forwarded" }),
  );
  describeBlocking(
    "that strips the Upgrade header",
    (upstreamPort) => nginx(command, { upstreamPort, buffering: true, webSocket: "stripped" }),
    { fails: true },
  );
  describeBlocking(
    "that forbids WebSocket",
    (upstreamPort) => nginx(command, { upstreamPort, buffering: false, webSocket: "forbidden" }),
    { fails: true },
  );
});
