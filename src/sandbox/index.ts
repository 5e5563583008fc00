export type { VirtualClock } from "./clock.js";
export type { Contract, ErrorCode, SecurityScheme } from "./contract.js";
export type { Duration } from "./duration.js";
export { createSandbox } from "./fetch.js";
export type { IamUser } from "./iam.js";
export type { TaskRecord, Tasks } from "./ledger.js";
export type { Sandbox, SandboxOptions } from "./sandbox.js";
export { type Fault, type Phase, type Scenario, type ScenarioName, type Step, scenarios } from "./scenarios.js";
export type { NewTask } from "./tasks.js";
