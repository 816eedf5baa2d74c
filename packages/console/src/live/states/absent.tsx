import { Empty } from "../../ui/index.ts";

const SNIPPET = `import { attachConsole } from "@sockeye/console";

attachConsole(io, { auth: { token: "a long secret" } });`;

/** The page comes from a server without a console: says how to get one. */
export function Absent() {
  return (
    <Empty title="This server shows nothing of itself">
      <p>
        The page is served without a console behind it. Attach one to your server, open <code>/console/</code>{" "}
        there, and see its connections, rooms and rates as they change.
      </p>
      <pre class="ui-card lv-snippet">{SNIPPET}</pre>
      <p class="ui-hint">
        It only looks unless you allow more:{" "}
        <code>{'allow: ["emit", "join", "leave", "disconnect", "follow"]'}</code>.
      </p>
    </Empty>
  );
}
