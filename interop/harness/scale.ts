/**
 * Floods are scaled down where a small one shows the same. `SOCKEYE_ATTACK_SCALE=1` runs the numbers that the hardening
 * rows name, 0.1 a tenth of them.
 */
export function scaled(small: number, full: number): number {
  const scale = Number(process.env["SOCKEYE_ATTACK_SCALE"] ?? 0);
  return Math.max(small, Math.round(full * scale));
}
