export { WireTimeline } from "./wire-timeline.tsx";
export { WireView } from "./wire-view.tsx";
