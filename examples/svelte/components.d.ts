// What is in a component is known to the compiler of Svelte only.
declare module "*.svelte" {
  import type { Component } from "svelte";
  const component: Component;
  export default component;
}
