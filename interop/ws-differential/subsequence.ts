/** Whether the part can be had from the whole by leaving values out. */
export function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let matched = 0;
  for (const value of whole) if (matched < part.length && part[matched] === value) matched += 1;
  return matched === part.length;
}
