import { TRANSPORT_NAMES, type TransportName } from "../../link/index.ts";

type Transports = readonly TransportName[];

/** Adds or takes away a transport. They are tried in the order of their names here. */
export function toggleTransport(transports: Transports, name: TransportName, isWanted: boolean): Transports {
  return TRANSPORT_NAMES.filter((one) => (one === name ? isWanted : transports.includes(one)));
}

/** Is HTTP polling all that is allowed? */
export function forcesPolling(transports: Transports): boolean {
  return transports.length === 1 && transports[0] === "polling";
}

/** HTTP polling and nothing else, or what the library tries by itself. */
export function forcePolling(isForced: boolean): Transports {
  return isForced ? ["polling"] : ["polling", "websocket"];
}

/** Is there anything to upgrade from and to? */
export function canUpgrade(transports: Transports): boolean {
  return transports.length > 1 && transports.includes("polling");
}
