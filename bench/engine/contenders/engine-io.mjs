import { attach } from "engine.io";
import { startEngine } from "./engine-api.mjs";

/** @returns {Promise<{ port: number }>} */
export function start() {
  return startEngine(attach);
}
