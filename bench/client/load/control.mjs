/** Orders for the clients' process. */
import { connect } from "node:net";
import { talkInLines } from "../wire.mjs";

/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void }} Waiting */

/** @type {Map<number, (order: import("../wire.mjs").Order) => Promise<number[]>>} By port. */
const controls = new Map();

/**
 * @param {number} controlPort Where the clients' process takes orders.
 * @param {import("../wire.mjs").Order} order
 * @returns {Promise<number[]>}
 */
export function give(controlPort, order) {
  const control = controls.get(controlPort) ?? openControl(controlPort);
  controls.set(controlPort, control);
  return control(order);
}

/** @param {number} port */
function openControl(port) {
  /** @type {Map<number, Waiting>} */
  const waiting = new Map();
  let orders = 0;
  const socket = connect(port, "127.0.0.1");
  const send = talkInLines(socket, ({ id, result, error }) => {
    const waiter = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) {
      waiter?.resolve(result);
    } else {
      waiter?.reject(new Error(error));
    }
  });
  socket.on("error", (error) => {
    for (const { reject } of waiting.values()) {
      reject(error);
    }
  });
  return (/** @type {import("../wire.mjs").Order} */ order) =>
    new Promise((resolve, reject) => {
      orders += 1;
      waiting.set(orders, { resolve, reject });
      send({ id: orders, ...order });
    });
}
