import type { Setup } from "../link/index.ts";
import { formatDuration } from "../ui/index.ts";
import { TRANSPORT_WORDS } from "./activity.ts";
import { patienceOf, type Heartbeat } from "./heartbeat.ts";

export type FaultName = "cut" | "websocket" | "deaf" | "latency" | "kill" | "restart";

/** What will happen when a fault is tried, in a sentence or two. */
export function forecast(fault: FaultName, setup: Setup, heartbeat: Heartbeat): string {
  switch (fault) {
    case "cut":
      return (
        "No request gets through and what is open breaks off, as when the cable is pulled. The library notices " +
        `at once. ${afterwards(setup)}`
      );
    case "websocket":
      return forecastWithoutWebSocket(setup);
    case "deaf":
      return (
        `Nothing arrives or leaves, yet nothing breaks off. After pingInterval + pingTimeout without a ping ` +
        `(${formatDuration(patienceOf(heartbeat))} here) the library closes with "ping timeout". ${afterwards(setup)}`
      );
    case "latency":
      return "Whatever is sent or arrives takes that much longer, each way, and stays in order. Nothing breaks off.";
    case "kill":
      return (
        "The practice server's process ends, and its connections break off. The library notices at once. " +
        afterwards(setup)
      );
    case "restart":
      return "A new process answers on the same port. It knows nothing of earlier sessions, so yours begins anew.";
  }
}

function forecastWithoutWebSocket(setup: Setup): string {
  const begin =
    "An open WebSocket breaks off and no other can be opened, as behind a proxy that knows only HTTP.";
  if (!setup.reconnection) return `${begin} ${afterwards(setup)}`;
  const first = setup.transports[0] ?? "polling";
  return first === "websocket"
    ? `${begin} This set-up begins with WebSocket, so every attempt fails.`
    : `${begin} The library reconnects by ${TRANSPORT_WORDS[first]} and stays with it.`;
}

function afterwards({ reconnection }: Setup): string {
  return reconnection
    ? "Then it tries again, with growing pauses."
    : "Then it stays closed: reconnection is off in this set-up.";
}
