import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type CredentialProvider, concealed, credentialsFault } from "../auth/credentials.js";
import { CredentialsError } from "../errors.js";
import type { Environment } from "./environment.js";

export interface ProfileOptions {
  /** Section of the file; `basic` by default. */
  readonly profile?: string;
  /** The file; by default `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, else `~/.huaweicloud/credentials`. */
  readonly file?: string;
  readonly environment?: Environment;
  /** Hears when others can read the file. */
  readonly onWarning?: (message: string) => void;
}

/**
 * A provider that reads the profile file of the official SDKs: ini, a section with `ak`, `sk`, `security_token`, `project_id`.
 * Reads it each time it is asked. Rejects with `CredentialsError` when the file, the section or a key is missing.
 */
export function fromProfile(options: ProfileOptions = {}): CredentialProvider {
  return async () => {
    const { file, section } = await open(options);
    const { ak: accessKey, sk: secretKey, security_token: securityToken } = section;
    const found = { accessKey, secretKey, securityToken };
    const fault = credentialsFault(found);
    if (accessKey === undefined || secretKey === undefined || fault !== undefined) {
      throw missing(file, `section [${options.profile ?? "basic"}]: ${inFile(fault ?? "")}`);
    }
    return concealed({ accessKey, secretKey, ...(securityToken !== undefined && { securityToken }) });
  };
}

/** The project of the profile, for the options of `createClient`. */
export async function projectFromProfile(options: ProfileOptions = {}): Promise<string | undefined> {
  return (await open(options)).section["project_id"];
}

async function open(options: ProfileOptions): Promise<{ file: string; section: Readonly<Record<string, string>> }> {
  const { profile = "basic", environment = process.env } = options;
  const file = options.file ?? (environment["HUAWEICLOUD_SDK_CREDENTIALS_FILE"] || join(homedir(), ".huaweicloud", "credentials"));
  let text: string;
  try {
    text = await readFile(file, "utf8");
    const { mode } = await stat(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      options.onWarning?.(`${file} can be read by others (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${file}`);
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw missing(file, code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`);
  }
  const section = parseIni(text).get(profile);
  if (section === undefined) throw missing(file, `there is no section [${profile}]`);
  return { file, section };
}

/** Sections of an ini file. `#` and `;` begin a comment line; what stands after `=` is the value, spaces around it cut. */
export function parseIni(text: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const raw of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    const line = raw.trim();
    const name = /^\[([^\]]+)\]$/.exec(line)?.[1]?.trim();
    if (name !== undefined) {
      current = sections.get(name) ?? Object.create(null);
      if (current !== undefined) sections.set(name, current);
      continue;
    }
    const at = line.indexOf("=");
    if (current === undefined || at < 1 || line.startsWith("#") || line.startsWith(";")) continue;
    const value = line.slice(at + 1).trim();
    if (value !== "") current[line.slice(0, at).trim()] = value;
  }
  return sections;
}

function missing(file: string, why: string): CredentialsError {
  return new CredentialsError(`No credentials in ${file}: ${why}.`, { tried: [file] });
}

function inFile(fault: string): string {
  return fault
    .replace("neither token nor accessKey and secretKey are given", "ak and sk are missing")
    .replace("accessKey", "ak")
    .replace("secretKey", "sk");
}
