// How an application finds out that a peer has gone without a word.
const INTERVAL = 50;

/** @param {import("@sockeye/websocket/lean").Connection} connection */
export function startHeartbeat(connection) {
  let isAlive = true;
  const timer = setInterval(() => {
    if (!isAlive) return connection.terminate();
    isAlive = false;
    connection.ping();
  }, INTERVAL);
  return {
    beat: () => {
      isAlive = true;
    },
    stop: () => clearInterval(timer),
  };
}
