import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Resource usage of one process. */
export interface ProcessCost {
  /** Wall time in milliseconds, start to exit. */
  readonly milliseconds: number;
  /** Processor time in milliseconds, user and system; least affected by other load. */
  readonly processor: number;
  /** Largest resident set in MiB. */
  readonly mebibytes: number;
}

/** Runs a script with plain Node and returns the JSON it prints. */
export function runWorker(script: string, parameters: readonly string[]): unknown {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", script, ...parameters], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${script} exited with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** Runs a Node command and measures it from start to exit. The process reports its peak memory on exit. */
export function measureProcess(parameters: readonly string[], directory: string): ProcessCost {
  const scratch = mkdtempSync(join(tmpdir(), "bench-"));
  const report = join(scratch, "peak");
  try {
    const hook = `data:text/javascript,import{writeFileSync}from"node:fs";process.on("exit",()=>writeFileSync(${JSON.stringify(report)},JSON.stringify(process.resourceUsage())))`;
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ["--import", hook, ...parameters], { cwd: directory, encoding: "utf8" });
    const milliseconds = performance.now() - start;
    if (status !== 0) throw new Error(`node ${parameters.join(" ")} exited with ${status}:\n${stderr}`);
    const usage = JSON.parse(readFileSync(report, "utf8")) as NodeJS.ResourceUsage;
    return { milliseconds, processor: (usage.userCPUTime + usage.systemCPUTime) / 1000, mebibytes: usage.maxRSS / 1024 };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
