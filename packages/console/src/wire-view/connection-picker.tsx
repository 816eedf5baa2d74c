import { openLinks, selectLink, type Link } from "../link/index.ts";

/** Chooses among the open connections. */
export function ConnectionPicker({ link }: { readonly link: Link }) {
  const links = openLinks.value;
  return (
    <label class="wv-picker">
      <span class="ui-label">Connection</span>
      <select
        class="ui-input"
        value={link.key}
        onChange={(event) => {
          const chosen = links.find(({ key }) => key === event.currentTarget.value);
          if (chosen !== undefined) selectLink(chosen);
        }}
      >
        {links.map((one, index) => (
          <option key={one.key} value={one.key}>
            {index + 1}. {nameOf(one)}, {one.state.value}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The address and the namespace, without what is self-evident. */
function nameOf({ setup }: Link): string {
  const address = setup.url.replace(/^(https?|wss?):\/\//, "").replace(/\/$/, "");
  return setup.namespace === "/" ? address : `${address} ${setup.namespace}`;
}
