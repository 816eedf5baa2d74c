// node examples/pages/main.mjs react
import { buildPage, pageNames } from "./build-page.mjs";
import { startChat } from "./chat.mjs";

const name = pageNames.find((one) => one === (process.argv[2] ?? "vanilla"));
if (name === undefined) {
  console.error(`Which page? ${pageNames.join(", ")}`);
  process.exitCode = 1;
} else {
  const chat = await startChat(await buildPage(name), Number(process.env["PORT"] ?? 3005));
  console.log(`Chat with ${name}: ${chat.url} - Ctrl-C stops it`);
  process.once("SIGINT", () => void chat.close());
}
