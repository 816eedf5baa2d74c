export { PlaygroundView } from "./playground-view.tsx";
