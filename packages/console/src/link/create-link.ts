import { Manager } from "@sockeye/client";
import { ConnectionWatch, type PageSituation, type WatchedConnection } from "./connection-watch.ts";
import { EventExchange } from "./event-exchange.ts";
import { EventLog } from "./event-log.ts";
import { createFaultSwitches } from "./fault-switches.ts";
import type { Link } from "./link.ts";
import { LinkStatus } from "./link-status.ts";
import type { Setup } from "./setup.ts";
import { readAuth, tidySetup, validateSetup } from "./setups/validate-setup.ts";
import type { TracedNetwork } from "./traced/network.ts";
import { browserNetwork, type NetworkPorts } from "./traced/ports.ts";
import { traceTransports } from "./traced/traced-transports.ts";
import { investigate } from "./trouble/investigate.ts";
import type { Trouble } from "./trouble/trouble.ts";
import { Troubleshooter } from "./trouble/troubleshooter.ts";
import { WireLog } from "./wire-log.ts";

/** What a link has of the page. */
export interface LinkPorts {
  readonly network: NetworkPorts;
  readonly situation: () => PageSituation;
  /** Finds out more about a connection that could not be made. */
  readonly investigate: (setup: Setup) => Promise<Trouble | undefined>;
}

const pagePorts: LinkPorts = {
  network: browserNetwork,
  situation: () => ({ protocol: location.protocol, isOnline: navigator.onLine }),
  investigate: (setup) => investigate(setup),
};

let links = 0;

/** Opens a connection; it connects at once. A set-up that is wrong does not throw: it is the link's trouble. */
export function createLink(wanted: Setup, ports: LinkPorts = pagePorts): Link {
  const setup = tidySetup(wanted);
  const log = new EventLog();
  const wire = new WireLog();
  const status = new LinkStatus();
  const faults = createFaultSwitches((sentence) => {
    log.add("fault", sentence);
    wire.note("fault", sentence);
  });
  const manager = createManager(setup, {
    ports: ports.network,
    faults,
    recorder: wire,
    onProbe: (transport) => watch.onProbe(transport),
  });
  const socket = manager.socket(setup.namespace);
  const exchange = new EventExchange(socket, log);
  const troubleshooter = new Troubleshooter(ports.investigate, (trouble) => (status.trouble.value = trouble));
  const { situation } = ports;
  const parts = { setup, manager, socket, status, log, wire, faults, troubleshooter, situation };
  const watch = new ConnectionWatch(parts);
  const controls = createControls(parts);
  controls.connect();

  return {
    key: `link-${++links}`,
    setup,
    ...signalsOf(status),
    log: log.entries,
    wire: wire.lines,
    faults,
    ...controls,
    listenTo: (names) => exchange.listenTo(names),
    emit: (event, args, options) => exchange.emit(event, args, options),
    resend: (entry) => exchange.resend(entry),
    answer: (entry, args) => exchange.answer(entry, args),
    clearLog: () => log.clear(),
    clearWire: () => wire.clear(),
  };
}

/** A connection of its own, which waits to be opened. */
function createManager(setup: Setup, network: TracedNetwork): Manager {
  return new Manager(setup.url, {
    autoConnect: false,
    path: setup.path,
    query: Object.fromEntries(new URLSearchParams(setup.query)),
    transports: traceTransports(network, setup.transports),
    upgrade: setup.upgrade,
    reconnection: setup.reconnection,
    withCredentials: setup.withCredentials,
  });
}

function signalsOf(status: LinkStatus): Pick<Link, keyof LinkStatus & keyof Link> {
  const { state, socketId, transport, upgrading, recovered, nextAttemptAt, attempts, trouble } = status;
  return { state, socketId, transport, upgrading, recovered, nextAttemptAt, attempts, trouble };
}

function createControls(parts: WatchedConnection): Pick<Link, "connect" | "disconnect" | "dispose"> {
  const { setup, socket, status, log, wire, faults, troubleshooter } = parts;

  const connect = (): void => {
    if (socket.connected || status.state.peek() === "connecting") return;
    const [problem] = Object.values(validateSetup(setup));
    if (problem !== undefined) {
      status.trouble.value = { found: problem, advice: "Correct the set-up, and connect again." };
      log.add("error", problem);
      return;
    }
    socket.auth = readAuth(setup.auth) ?? {};
    troubleshooter.reset();
    wire.lastAnswer = undefined;
    status.beginAttempt(0);
    socket.connect();
  };

  const disconnect = (): void => {
    const wasConnected = socket.connected;
    const wasTrying = !wasConnected && status.state.peek() !== "closed";
    troubleshooter.reset();
    socket.disconnect();
    if (wasConnected) return;
    status.closed();
    status.trouble.value = undefined;
    if (wasTrying) log.add("disconnected", "Stopped connecting.");
  };

  return {
    connect,
    disconnect,
    dispose() {
      disconnect();
      socket.off();
      socket.offAny();
      // What a deaf network holds back, the end of a connection for example, would be held for ever.
      faults.setDeaf(false);
    },
  };
}
