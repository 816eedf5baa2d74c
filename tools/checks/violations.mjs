/**
 * Small wrongs, each in a file of its own below `packages/websocket/src`, and the rule that must catch it. Files without a
 * rule are right and must stay without a finding.
 *
 * @typedef {{ what: string, file: string, text: string, rule?: string }} Case
 */

const ARROWS = "sockeye(arrows)";

/** @type {readonly Case[]} */
const scenery = [
  { what: "the catalogue", file: "errors.ts", text: "export const catalogue = { code: 1 };\n" },
  {
    what: "an import along an arrow",
    file: "codec/frame.ts",
    text: 'import { Buffer } from "node:buffer";\nimport { catalogue } from "../errors.ts";\nexport const frame = Buffer.from([catalogue.code]);\n',
  },
  {
    what: "an import within a folder",
    file: "codec/frames.ts",
    text: 'import { frame } from "./frame.ts";\nexport const frames = [frame];\n',
  },
  {
    what: "an import of a type along an arrow for types",
    file: "deflate/deflate.ts",
    text: 'import type { Parameters } from "../handshake/parameters.ts";\nexport const none: Parameters = { bits: 15 };\n',
  },
  {
    what: "another scenery file",
    file: "handshake/parameters.ts",
    text: "export interface Parameters {\n  readonly bits: number;\n}\nexport const parse = (): Parameters => ({ bits: 9 });\n",
  },
  {
    what: "a server that may use sockets",
    file: "server/serve.ts",
    text: 'import { createServer } from "node:http";\nexport type Serve = typeof serve;\nexport const serve = () => createServer();\n',
  },
  {
    what: "a test that imports development packages",
    file: "codec/frame.test.ts",
    text: 'import { expect, test } from "vitest";\nimport { serve } from "../server/serve.ts";\ntest("serve", () => expect(serve).toBeDefined());\n',
  },
];

/** @type {readonly Case[]} */
const wrongImports = [
  ["an import against the arrows", "codec/up.ts", 'export { serve } from "../server/serve.ts";\n'],
  [
    "a type import against the arrows",
    "handshake/up.ts",
    'export type { Serve } from "../server/serve.ts";\n',
  ],
  [
    "an import() type against the arrows",
    "connection/up.ts",
    'export type Up = import("../server/serve.ts").Serve;\n',
  ],
  [
    "an import() against the arrows",
    "codec/lazy.ts",
    'export const lazy = () => import("../server/serve.ts");\n',
  ],
  [
    "a value along an arrow for types",
    "deflate/value.ts",
    'export { parse } from "../handshake/parameters.ts";\n',
  ],
  ["a built-in module that a folder must not know", "codec/net.ts", 'export { connect } from "node:net";\n'],
  ["a server that knows frames", "server/frames.ts", 'export { frame } from "../codec/frame.ts";\n'],
  ["a face that goes past its layer", "index.ts", 'export { serve } from "./server/serve.ts";\n'],
  ["a development package outside of tests", "client/dev.ts", 'export { WebSocket } from "ws";\n'],
  ["a file of another package", "client/outside.ts", 'export { bin } from "../../../../tools/paths.mjs";\n'],
  ["a test helper outside of tests", "client/helper.ts", 'export { frame } from "../codec/frame.test.ts";\n'],
  ["a folder without a row", "newcomer/thing.ts", 'export { catalogue } from "../errors.ts";\n'],
].map(([what = "", file = "", text = ""]) => ({ what, file, text, rule: ARROWS }));

/** @type {readonly Case[]} */
const wrongCode = [
  [
    "a floating promise",
    "client/floating.ts",
    "const work = async (): Promise<void> => {};\nexport const start = (): void => {\n  work();\n};\n",
    "typescript(no-floating-promises)",
  ],
  [
    "a promise where nobody waits",
    "client/misused.ts",
    "export const each = (all: readonly number[]): void => {\n  all.forEach(async () => {});\n};\n",
    "typescript(no-misused-promises)",
  ],
  [
    "an any",
    "client/any.ts",
    "export const loose = (value: any): number => Number(value);\n",
    "typescript(no-explicit-any)",
  ],
  [
    "an any that came from elsewhere",
    "client/unsafe.ts",
    "export const parse = (text: string): string => JSON.parse(text).name;\n",
    "typescript(no-unsafe-return)",
  ],
  [
    "a switch that forgets a case",
    "client/switch.ts",
    'export function size(kind: "big" | "small"): number {\n  switch (kind) {\n    case "big":\n      return 2;\n  }\n  return 0;\n}\n',
    "typescript(switch-exhaustiveness-check)",
  ],
  [
    "a cycle",
    "client/egg.ts",
    'import { hen } from "./hen.ts";\nexport const egg = () => hen;\n',
    "import(no-cycle)",
  ],
  [
    "a cycle, other half",
    "client/hen.ts",
    'import { egg } from "./egg.ts";\nexport const hen = () => egg;\n',
    "import(no-cycle)",
  ],
  [
    "a cycle of types",
    "client/tree.ts",
    'import type { Leaf } from "./leaf.ts";\nexport interface Tree {\n  readonly leaves: readonly Leaf[];\n}\n',
    "import(no-cycle)",
  ],
  [
    "a cycle of types, other half",
    "client/leaf.ts",
    'import type { Tree } from "./tree.ts";\nexport interface Leaf {\n  readonly tree: Tree;\n}\n',
    "import(no-cycle)",
  ],
  [
    "a timer in pure code",
    "codec/timer.ts",
    "export const later = (): unknown => setTimeout(Number, 1);\n",
    "eslint(no-restricted-globals)",
  ],
  [
    "randomness in pure code",
    "codec/random.ts",
    "export const mask = (): number => Math.random();\n",
    "eslint(no-restricted-properties)",
  ],
  [
    "a library that logs",
    "client/log.ts",
    'export const hello = (): void => console.log("hello");\n',
    "eslint(no-console)",
  ],
  ["a default export", "client/default.ts", "export default 1;\n", "import(no-default-export)"],
  [
    "a test that is alone",
    "codec/only.test.ts",
    'import { expect, test } from "vitest";\ntest.only("x", () => expect(1).toBe(1));\n',
    "vitest(no-focused-tests)",
  ],
  [
    "a test that is left out",
    "codec/skip.test.ts",
    'import { expect, test } from "vitest";\ntest.skip("x", () => expect(1).toBe(1));\n',
    "vitest(no-disabled-tests)",
  ],
].map(([what = "", file = "", text = "", rule = ""]) => ({ what, file, text, rule }));

export const cases = [...scenery, ...wrongImports, ...wrongCode];
