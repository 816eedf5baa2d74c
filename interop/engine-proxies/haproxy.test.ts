import { implementation } from "../engine-clients/implementation.ts";
import { describePeer } from "../peers/describe-peer.ts";
import { findProgram } from "./find-program.ts";
import { haproxy } from "./haproxy.ts";
import { describeBlocking, describeForwarding } from "./proxy-suite.ts";

const peer = { program: findProgram("haproxy"), install: "haproxy" };

describePeer(`${implementation.name}: behind HAProxy`, peer, (command) => {
  describeForwarding("that forwards", (upstreamPort) =>
    haproxy(command, { upstreamPort, webSocket: "forwarded" }),
  );
  describeBlocking(
    "that strips the Upgrade header",
    (upstreamPort) => haproxy(command, { upstreamPort, webSocket: "stripped" }),
    { fails: true },
  );
  describeBlocking(
    "that forbids WebSocket",
    (upstreamPort) => haproxy(command, { upstreamPort, webSocket: "forbidden" }),
    { fails: true },
  );
  describeBlocking(
    "that never answers WebSocket",
    (upstreamPort) => haproxy(command, { upstreamPort, webSocket: "never answered" }),
    { fails: false },
  );
});
