import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { type CredentialProvider, invalidCredentialsReason, maskWhenInspected } from "../auth/credentials.js";
import { CredentialsError } from "../errors.js";
import type { Environment } from "./environment.js";

/** Options of `fromProfile`, `projectIdFromProfile` and `regionFromProfile`. */
export interface ProfileOptions {
  /** Section of the file. Default: `basic`. */
  readonly profile?: string | undefined;
  /** Absolute path of the file. Default: `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, then `~/.huaweicloud/credentials`. `~/` is expanded. */
  readonly file?: string | undefined;
  /** Environment variables. Default: `process.env`. */
  readonly environment?: Environment | undefined;
  /** Called if other users can read the file. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Creates a provider that reads the profile file of the official SDKs: an INI file with `ak`, `sk`, `security_token` and
 * `project_id` in each section. The file is read on every call. Rejects with `CredentialsError` if the file, the section or a
 * key is missing.
 */
export function fromProfile(options: ProfileOptions = {}): CredentialProvider {
  return async () => {
    const { file, section } = await readSection(options);
    const { ak: accessKey, sk: secretKey, security_token: securityToken } = section;
    const name = `section [${options.profile ?? "basic"}]`;
    if (accessKey === undefined && secretKey === undefined) throw noCredentials(file, `${name}: ak and sk are missing`);
    const reason = invalidCredentialsReason({ accessKey, secretKey, securityToken }, KEY_NAMES);
    if (accessKey === undefined || secretKey === undefined || reason !== undefined) throw noCredentials(file, `${name}: ${reason}`);
    return maskWhenInspected({ accessKey, secretKey, ...(securityToken !== undefined && { securityToken }) });
  };
}

/** Reads `project_id` from the profile file, for the option `projectId` of `createClient`. */
export async function projectIdFromProfile(options: ProfileOptions = {}): Promise<string | undefined> {
  return (await readSection(options)).section["project_id"];
}

/** Reads `region` from the profile file, for the option `region` of `createClient`. */
export async function regionFromProfile(options: ProfileOptions = {}): Promise<string | undefined> {
  return (await readSection(options)).section["region"];
}

async function readSection(options: ProfileOptions): Promise<{ file: string; section: Readonly<Record<string, string>> }> {
  const { profile = "basic", environment = process.env } = options;
  const file = options.file ?? resolveFile(environment[FILE_VARIABLE] || "~/.huaweicloud/credentials", environment);
  let text: string;
  try {
    text = await readFile(file, "utf8");
    const { mode } = await stat(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      options.onWarning?.(`${file} is readable by other users (mode ${(mode & 0o777).toString(8)}). Run: chmod 600 ${file}`);
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw noCredentials(file, code === "ENOENT" ? "the file does not exist" : `the file cannot be read (${code})`);
  }
  const section = parseIni(text).get(profile);
  if (section === undefined) throw noCredentials(file, `section [${profile}] is missing`);
  return { file, section };
}

const FILE_VARIABLE = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";

/**
 * Expands `~` and requires an absolute path: with a relative one, the credentials of whatever folder is current would be used. The home
 * directory can be empty, relative or unknown.
 */
function resolveFile(path: string, environment: Environment): string {
  const file = path === "~" || /^~[/\\]/.test(path) ? join(homeDirectory(environment) ?? "", path.slice(2)) : path;
  if (isAbsolute(file)) return file;
  const reason = file === path ? "the path is not absolute" : "the home directory is not set, so there is no default path";
  throw new CredentialsError(`No credentials in ${path}: ${reason}. Set ${FILE_VARIABLE} to an absolute path.`, { tried: [path] });
}

function homeDirectory(environment: Environment): string | undefined {
  const variable = environment[process.platform === "win32" ? "USERPROFILE" : "HOME"];
  if (variable !== undefined) return variable;
  try {
    return homedir();
  } catch {
    return undefined;
  }
}

/** Parses an INI file into sections. `#` and `;` start a comment line; values are trimmed. */
export function parseIni(text: string): Map<string, Record<string, string>> {
  const sections = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const rawLine of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    const line = rawLine.trim();
    const name = /^\[([^\]]+)\]$/.exec(line)?.[1]?.trim();
    if (name !== undefined) {
      current = sections.get(name) ?? Object.create(null);
      if (current !== undefined) sections.set(name, current);
      continue;
    }
    const separator = line.indexOf("=");
    if (current === undefined || separator < 1 || line.startsWith("#") || line.startsWith(";")) continue;
    const value = line.slice(separator + 1).trim();
    if (value !== "") current[line.slice(0, separator).trim()] = value;
  }
  return sections;
}

function noCredentials(file: string, reason: string): CredentialsError {
  return new CredentialsError(`No credentials in ${file}: ${reason}.`, { tried: [file] });
}

const KEY_NAMES: Readonly<Record<string, string>> = { accessKey: "ak", secretKey: "sk", securityToken: "security_token" };
