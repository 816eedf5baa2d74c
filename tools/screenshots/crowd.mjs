import { io } from "@sockeye/client";

const ROOMS = ["#lobby", "#kitchen", "#engine room"];
const TICK_MS = 50;
/** Each client does something about every so many ticks. */
const PAUSE_TICKS = 60;
/** The activity swells and ebbs, so that there is something to see in the charts. */
const TIDE_TICKS = 900;
const SAYINGS = [
  "Good morning.",
  "It is high tide.",
  "Who has the map?",
  "Two ticks, as ever.",
  "By the weir.",
];

/** @typedef {import("@sockeye/client").Socket} Socket */

/**
 * So many clients in the rooms of the chat, a fifth of them by HTTP long-polling, who come, type, talk and go.
 *
 * @param {string} url of the demo
 * @param {number} size
 * @returns {Promise<{ stop(): void }>}
 */
export async function gather(url, size) {
  const clients = Array.from({ length: size }, (_, index) => enter(url, index));
  await Promise.all(
    clients.map((client) => new Promise((resolve) => client.once("connect", () => resolve(null)))),
  );
  let tick = 0;
  const timer = setInterval(() => {
    tick += 1;
    const tide = 0.55 + 0.45 * Math.sin((tick / TIDE_TICKS) * 2 * Math.PI);
    clients.forEach((client, index) => {
      if (Math.random() < tide / PAUSE_TICKS) act(client, index);
    });
    // Now and then somebody leaves, and somebody else comes.
    if (tick % 7 === 0) clients.push(replaceOne(clients, url));
  }, TICK_MS);
  return {
    stop() {
      clearInterval(timer);
      for (const client of clients) client.disconnect();
    },
  };
}

/** @param {string} url @param {number} index @returns {Socket} */
function enter(url, index) {
  const client = io(`${url}chat`, {
    forceNew: true,
    transports: [index % 5 === 0 ? "polling" : "websocket"],
    auth: { name: `Guest ${index + 1}` },
  });
  client.on("connect", () => client.emit("enter", roomOf(index), () => undefined));
  client.on("arrived", (_id, /** @type {(yes: true) => void} */ answer) => answer(true));
  return client;
}

/** @param {Socket} client @param {number} index */
function act(client, index) {
  const to = roomOf(index);
  if (Math.random() < 0.9) client.volatile.emit("typing", to);
  else
    client.emit(
      "say",
      { id: crypto.randomUUID(), to, text: SAYINGS[index % SAYINGS.length], isPicture: false },
      () => undefined,
    );
}

/** @param {Socket[]} clients @param {string} url @returns {Socket} */
function replaceOne(clients, url) {
  clients.shift()?.disconnect();
  return enter(url, Math.floor(Math.random() * 10_000));
}

/** @param {number} index */
const roomOf = (index) => /** @type {string} */ (ROOMS[index % ROOMS.length]);
