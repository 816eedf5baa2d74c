/** What lets a client in, in the namespace `/`. */
import { createId } from "../../lib/bare-engine.mjs";

/** What a client says to be let in. */
export const CONNECT = "40";
/** What every client hears first. */
export const FIRST_EVENT = '42["news","welcome"]';

/** @returns {string} */
export const createAnswer = () => `${CONNECT}{"sid":"${createId()}"}`;
