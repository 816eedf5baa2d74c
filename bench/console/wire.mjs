/** What server, page and load generator agree on: packets of Socket.IO over WebSocket. */

/** The namespace of the console. */
const CONSOLE = "/sockeye-console";

/** The first page of the list of sockets. */
const SOCKETS = { namespace: "/", offset: 0, limit: 100, sort: "newest" };

/** What the page of a console sends, one after the other. */
export const PAGE = {
  connect: `40${CONSOLE},`,
  watch: `42${CONSOLE},0${JSON.stringify(["watch", true])}`,
  sockets: `42${CONSOLE},1${JSON.stringify(["sockets", SOCKETS])}`,
};

/** What the clients of the application send, and get back. */
export const ECHO = `42${JSON.stringify(["echo", "x".repeat(32)])}`;
