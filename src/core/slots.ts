/** Limits how many pieces of work run at the same time. */
export function createSlots(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  const slots = {
    /** Resolves when a slot is free, and takes it. */
    async acquire(): Promise<void> {
      if (free <= 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free -= 1;
    },
    /** Takes a slot even if none is free, for work that already runs. */
    take(): void {
      free -= 1;
    },
    release(): void {
      const next = free >= 0 ? waiting.shift() : undefined;
      if (next === undefined) free += 1;
      else next();
    },
    async run<T>(work: () => Promise<T>): Promise<T> {
      await slots.acquire();
      return work().finally(slots.release);
    },
  };
  return slots;
}
