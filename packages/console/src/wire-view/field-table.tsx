import type { Field } from "../wire/index.ts";
import { formatRange } from "./byte-rows.ts";
import type { FieldPointer } from "./field-pointer.ts";

/** The fields of a layer in words; pointing at one shows its bytes. */
export function FieldTable(props: { readonly fields: readonly Field[]; readonly pointer: FieldPointer }) {
  const { fields, pointer } = props;
  return (
    <table class="wv-fields" aria-label="Fields">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Bytes</th>
          <th scope="col">Value, and what it means</th>
        </tr>
      </thead>
      <tbody onPointerLeave={() => pointer.point(undefined)}>
        {fields.map((field, index) => (
          <tr key={index} data-pointed={pointer.isAt(index)} onPointerEnter={() => pointer.point(index)}>
            <th scope="row">
              <button
                type="button"
                class="wv-field"
                data-tint={index % 2}
                onFocus={() => pointer.point(index)}
                onBlur={() => pointer.point(undefined)}
                onClick={() => pointer.point(index)}
              >
                {field.name}
              </button>
            </th>
            <td class="wv-range">{formatRange(field)}</td>
            <td>
              <span class="wv-value">{field.value}</span>
              <p class="ui-hint">{field.explanation}</p>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
