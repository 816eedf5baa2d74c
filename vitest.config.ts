import { defineConfig } from "vitest/config";

/** Sibling packages resolve to their TypeScript sources, so tests need no build. */
const conditions = ["@sockeye/source"];

const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
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
          exclude: ["**/node_modules/**", "**/dist/**"],
          setupFiles: ["tools/vitest/fail-on-unhandled.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
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
      },
    },
  },
});
