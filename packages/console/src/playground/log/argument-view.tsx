import { useMemo } from "preact/hooks";
import { formatArgument } from "../../link/index.ts";
import { formatBytes, formatCount } from "../../ui/index.ts";
import { type FoundBytes, findBytes } from "./find-bytes.ts";
import { hexRows } from "./hex-rows.ts";
import { imageType } from "./image-type.ts";
import { Picture } from "./picture.tsx";

/** How many bytes are written out. */
const SHOWN_BYTES = 512;

/** An argument in full: as JSON, with the binary data in it as bytes, and pictures as such. */
export function ArgumentView({ label, value }: { readonly label: string; readonly value: unknown }) {
  const text = useMemo(() => formatArgument(value, { indent: 2, maxLength: 50_000 }), [value]);
  const found = useMemo(() => findBytes(value), [value]);
  const isOnlyBytes = found[0]?.place === "";
  return (
    <div class="pg-argument-view">
      <h4 class="ui-label">{label}</h4>
      {!isOnlyBytes && <pre class="pg-json">{text}</pre>}
      {found.map((one) => (
        <BytesView key={one.place} found={one} />
      ))}
    </div>
  );
}

function BytesView({ found: { place, bytes } }: { readonly found: FoundBytes }) {
  const type = imageType(bytes);
  const rows = useMemo(() => hexRows(bytes, SHOWN_BYTES), [bytes]);
  const rest = bytes.length - SHOWN_BYTES;
  return (
    <figure class="pg-bytes">
      <figcaption class="ui-hint">
        {place !== "" && <code>{place.replace(/^\./, "")}: </code>}
        {type ?? "Binary data"}, {formatBytes(bytes.length)}
      </figcaption>
      {type !== undefined && <Picture bytes={bytes} type={type} />}
      {rows.length > 0 && (
        <pre class="pg-hex">
          {rows.map(({ offset, hex, text }) => `${offset}  ${hex.padEnd(23)}  ${text}`).join("\n")}
        </pre>
      )}
      {rest > 0 && <p class="ui-hint">And {formatCount(rest)} more bytes.</p>}
    </figure>
  );
}
