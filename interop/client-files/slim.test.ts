/** What an application bundles when its bundler has the condition `sockeye-slim`: the transports that it names, and no others. */
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";
import { root } from "../../tools/paths.mjs";

const ENTRY = "\0application";

/** The application, bundled as an application is. */
async function bundle(transport: string, conditions: readonly string[]): Promise<string> {
  const build = await rolldown({
    cwd: root,
    input: ENTRY,
    platform: "browser",
    tsconfig: false,
    resolve: { conditionNames: [...conditions, "@sockeye/source", "import", "default"] },
    plugins: [
      {
        name: "application",
        resolveId: (source) => (source === ENTRY ? ENTRY : null),
        load: (id) =>
          id === ENTRY
            ? `import { io, ${transport} } from "@sockeye/client"; io("/", { transports: [${transport}] });`
            : null,
      },
    ],
  });
  try {
    const { output } = await build.generate({ format: "esm", minify: true });
    return output[0].code;
  } finally {
    await build.close();
  }
}

const marks = {
  WebSocket: "websocket error",
  XHR: "xhr poll error",
  Fetch: "fetch read error",
  WebTransport: "webtransport error",
} as const;

test.each(Object.entries(marks))("with %s alone", async (name, mark) => {
  const slim = await bundle(name, ["sockeye-slim"]);
  const whole = await bundle(name, []);
  expect(Object.values(marks).filter((one) => slim.includes(one))).toEqual([mark]);
  for (const one of [marks.WebSocket, marks.XHR, marks.WebTransport]) expect(whole).toContain(one);
  expect(gzipSync(slim).length).toBeLessThan(gzipSync(whole).length);
});
