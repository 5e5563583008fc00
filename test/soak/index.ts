export { type Report, soak } from "./run.js";
export { table } from "./table.js";
