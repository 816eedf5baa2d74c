export const ENGINE_PATH = "/engine.io/";
