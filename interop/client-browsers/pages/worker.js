// A classic worker with the client and the kit. Each message is the text of an expression; its value is the answer.
if (!location.search.includes(".esm.")) {
  importScripts(`/socket.io/${new URL(location.href).searchParams.get("bundle")}`);
}
const kitLoaded = import("/pages/kit.mjs");

onmessage = async ({ data: { id, expression } }) => {
  try {
    await kitLoaded;
    // oxlint-disable-next-line no-eval -- the only way into a worker that leads through no other file
    postMessage({ id, value: await (0, eval)(expression) });
  } catch (error) {
    postMessage({ id, error: String(error) });
  }
};
