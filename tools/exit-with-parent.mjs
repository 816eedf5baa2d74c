// Loaded into a program that a tool runs: it ends when the tool is gone, however that went.
process.once("disconnect", () => process.exit(1));
// The channel alone must not keep the program alive.
process.channel?.unref();
