import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { inRoot } from "../paths.mjs";

/** @typedef {{ bytes: number, gzip: number, brotli: number }} Size */

/** Bytes that a page may cost, with gzip at its best. @type {Readonly<Record<string, number>>} */
export const limits = { "socket.io.esm.min.js": 8500, "socket.io.min.js": 8400 };

/** @param {string | Buffer} code @returns {Size} */
export const measure = (code) => ({
  bytes: Buffer.byteLength(code),
  gzip: gzipSync(code, { level: 9 }).length,
  brotli: brotliCompressSync(code).length,
});

/** The same file of the published package. @param {string} name */
const measurePublished = (name) =>
  measure(readFileSync(inRoot("node_modules", "socket.io-client", "dist", name)));

const number = (/** @type {number} */ value) => value.toLocaleString("en");

/** Right-aligned, but the first column. @param {readonly (readonly string[])[]} rows */
function align(rows) {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const cell = (/** @type {string} */ text, /** @type {number} */ column) =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join("  ")).join("\n");
}

/** The sizes beside those of the published bundles, and what is too large. @param {readonly import("./build.mjs").Bundle[]} bundles */
export function weigh(bundles) {
  const rows = [["bundle", "bytes", "gzip -9", "brotli", "limit", "published", "gzip -9", "brotli", "of it"]];
  /** @type {string[]} */
  const problems = [];
  for (const { name, code } of bundles) {
    const ours = measure(code);
    const theirs = measurePublished(name);
    const limit = limits[name];
    if (limit !== undefined && ours.gzip > limit)
      problems.push(`${name} has ${number(ours.gzip)} bytes with gzip, and may have ${number(limit)}`);
    rows.push([
      name,
      ...[ours.bytes, ours.gzip, ours.brotli].map(number),
      limit === undefined ? "" : number(limit),
      ...[theirs.bytes, theirs.gzip, theirs.brotli].map(number),
      `${Math.round((100 * ours.gzip) / theirs.gzip)} %`,
    ]);
  }
  return { table: align(rows), problems };
}

/** Bytes that the page of the console may cost with gzip, all its files together. */
export const PAGE_LIMIT = 150_000;

/** @param {ReadonlyMap<string, string>} files what a browser loads, and more @returns {number} bytes with gzip */
export function weighPage(files) {
  const loaded = ["index.html", "console.js", "console.css", "logo.svg"];
  return loaded.reduce((sum, name) => sum + measure(files.get(name) ?? "").gzip, 0);
}
