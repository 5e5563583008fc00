/** Limits how many pieces of work run at the same time. */
export interface Slots {
  /** Resolves when a slot is free, and takes it. */
  acquire(): Promise<void>;
  /** Takes a slot even if none is free, for work that already runs. */
  take(): void;
  release(): void;
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const slots: Slots = {
    async acquire() {
      if (free <= 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free -= 1;
    },
    take() {
      free -= 1;
    },
    release() {
      const next = free >= 0 ? waiting.shift() : undefined;
      if (next === undefined) free += 1;
      else next();
    },
    async run(work) {
      await slots.acquire();
      return work().finally(slots.release);
    },
  };
  return slots;
}
