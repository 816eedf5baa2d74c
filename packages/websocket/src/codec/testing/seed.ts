/**
 * The seed of this run's property tests: a new one each time, or the one that an earlier run printed. Tests put it into
 * their titles.
 */
export const seed = Number(process.env["SOCKEYE_FUZZ_SEED"] ?? Math.floor(Math.random() * 0x7fff_ffff));
