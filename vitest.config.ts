import { defineConfig } from "vitest/config";

/** Sibling packages resolve to their TypeScript sources, so tests need no build. */
const conditions = ["@sockeye/source"];

const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

/** The client with each server, in each Node. */
const MATRIX = "interop/client-servers/**/*.test.ts";

/** Other programs take their time. */
const withPeers = {
  setupFiles: ["tools/vitest/fail-on-unhandled.ts"],
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "bench/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/dist/**"],
          setupFiles: ["tools/vitest/fail-on-unhandled.ts"],
          testTimeout: 20_000,
        },
      },
      {
        ...shared,
        test: {
          name: "interop",
          include: ["interop/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/dist/**", MATRIX],
          ...withPeers,
        },
      },
      {
        // Most of it is waiting for other processes, so it runs apart, several files at a time.
        ...shared,
        test: { name: "matrix", include: [MATRIX], exclude: ["**/node_modules/**"], ...withPeers },
      },
    ],
    coverage: {
      provider: "v8",
      reportsDirectory: "coverage",
      reporter: ["text-summary", "json-summary", "html"],
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/*.test.ts", "**/testing/**"],
      thresholds: {
        "packages/websocket/src/**": { lines: 95, branches: 95 },
        "packages/websocket/src/codec/**": { lines: 100, branches: 100 },
        "packages/websocket/src/handshake/**": { lines: 100, branches: 100 },
        "packages/protocol/src/**": { lines: 100, branches: 100 },
        "packages/server/src/**": { lines: 95, branches: 95 },
        "packages/client/src/**": { lines: 95, branches: 95 },
        "packages/console/src/server/**": { lines: 95, branches: 95 },
        "packages/console/src/wire/**": { lines: 95, branches: 95 },
      },
    },
  },
});
