/** The part of `node:fs/promises` that saving a file needs. */
export interface FileSystem {
  open(path: string, flags: string): Promise<FileHandle>;
  readdir(path: string): Promise<string[]>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { force: boolean }): Promise<void>;
  stat(path: string): Promise<{ isDirectory(): boolean; isFile(): boolean; readonly size: number }>;
}

export interface FileHandle {
  read(buffer: Uint8Array, offset: number, length: number, position: number | null): Promise<{ readonly bytesRead: number }>;
  write(bytes: Uint8Array): Promise<{ readonly bytesWritten: number }>;
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** The part of `node:crypto` that checksums and signatures need. */
export interface Crypto {
  createHash(algorithm: "md5" | "sha256"): Hash;
  createHmac(algorithm: "sha256", key: string): Hash;
}

interface Hash {
  update(data: Uint8Array | string): Hash;
  digest(encoding: "base64" | "hex"): string;
}

interface Runtime {
  readonly process?: {
    readonly pid: number;
    kill(pid: number, signal: 0): void;
    getBuiltinModule?(name: string): unknown;
  };
}

/** The process, where the runtime has one. */
export const currentProcess = (): Runtime["process"] => (globalThis as Runtime).process;

/** Returns a module of Node, or `undefined` in other runtimes. Without an import, bundles for browsers do not need it. */
export function builtinModule<T>(name: "node:fs" | "node:fs/promises" | "node:crypto"): T | undefined {
  try {
    return currentProcess()?.getBuiltinModule?.(name) as T | undefined;
  } catch {
    return undefined;
  }
}
