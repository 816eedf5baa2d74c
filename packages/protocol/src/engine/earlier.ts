/** The earlier one of two deadlines, either of which may not be there. */
export function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || (other !== undefined && other < one) ? other : one;
}
