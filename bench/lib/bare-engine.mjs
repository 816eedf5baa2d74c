/** What a server of Engine.IO says first, for the controls that are written by hand. */
import { randomBytes } from "node:crypto";
import { heartbeat } from "./heartbeat.mjs";

/** @returns {string} */
export function createId() {
  return randomBytes(15).toString("base64url");
}

/**
 * @param {string} sid
 * @param {readonly string[]} upgrades
 * @returns {string}
 */
export function createOpenPacket(sid, upgrades) {
  return `0${JSON.stringify({ sid, upgrades, ...heartbeat, maxPayload: 1_000_000 })}`;
}
