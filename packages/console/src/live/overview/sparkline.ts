export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A line through the values as an SVG path, the last one at the right edge and zero at the bottom. With fewer values than
 * there is room for it begins further right, so that it does not stretch.
 */
export function sparklinePath(values: readonly number[], count: number, { width, height }: Size): string {
  const shown = values.slice(-count);
  const most = Math.max(...shown, Number.MIN_VALUE);
  const step = width / (count - 1);
  return shown
    .map((value, index) => {
      const x = width - (shown.length - 1 - index) * step;
      const y = height - (Math.max(0, value) / most) * height;
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}
