import { type Setup, TRANSPORT_NAMES } from "../setup.ts";

/** The server that the page comes from, as a client without options would connect to it. */
export function defaultSetup({ origin }: { readonly origin: string }): Setup {
  return {
    url: origin.startsWith("http") ? origin : "http://localhost:3000",
    path: "/socket.io",
    namespace: "/",
    auth: "",
    query: "",
    transports: TRANSPORT_NAMES.filter((name) => name !== "webtransport"),
    upgrade: true,
    reconnection: true,
    withCredentials: false,
  };
}
