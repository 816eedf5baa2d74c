const NAMES = [
  ...["protocol", "host", "port", "path", "query", "anchor", "user", "password", "userInfo", "relative"],
  ...["directory", "file", "source", "ipv6uri", "pathNames", "queryKey"],
];

/** The fields that ours has. */
const OURS = new Set(["source", "protocol", "host", "port", "path", "query", "anchor"]);

/** Takes the fields that ours does not have out of what a parsed URL was noted as. */
export function withoutFields(published: readonly string[]): readonly string[] {
  return published.map((line) => {
    const [, before, fields] = /^(script: ".*" \{ )(protocol: .*) \}$/.exec(line) ?? [];
    if (before === undefined || fields === undefined) return line;
    const shown = NAMES.map((name, index) => {
      if (!OURS.has(name)) return `${name}: undefined`;
      return fields.slice(fields.indexOf(`${name}: `), fields.indexOf(`, ${NAMES[index + 1]}: `));
    });
    return `${before}${shown.join(", ")} }`;
  });
}
