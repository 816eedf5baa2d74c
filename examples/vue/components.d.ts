// What is in a component is known to the compiler of Vue only.
declare module "*.vue" {
  import type { Component } from "vue";
  const component: Component;
  export default component;
}
