import path from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** @param {...string} parts */
export const inRoot = (...parts) => path.join(root, ...parts);

/** The program of a development package. @param {string} name */
export const bin = (name) => inRoot("node_modules", ".bin", name);
