/** `npm run release:metadata`: completes package.json and the READMEs for publication from the repository that the workflow runs in. */
import { readFileSync, writeFileSync } from "node:fs";
import { root } from "../task-runner.js";

/** Where a release is published from, as GitHub Actions names it. */
export interface ReleaseSource {
  /** `https://github.com/owner/name`. */
  readonly url: string;
  /** The tag that is released; links lead to the files at this tag. */
  readonly tag: string;
}

/** Reads the environment of a workflow that runs for a tag. Throws an error that names a missing or malformed variable. */
export function sourceFromEnvironment(environment: Readonly<Record<string, string | undefined>>): ReleaseSource {
  const read = (name: string, pattern: RegExp, example: string): string => {
    const value = environment[name];
    if (value === undefined || !pattern.test(value))
      throw new Error(`${name} is ${JSON.stringify(value) ?? "not set"}; expected a value such as ${example}`);
    return value;
  };
  const server = read("GITHUB_SERVER_URL", /^https:\/\/[\w.-]+$/, "https://github.com");
  const repository = read("GITHUB_REPOSITORY", /^[\w.-]+\/[\w.-]+$/, "owner/name");
  return { url: `${server}/${repository}`, tag: read("GITHUB_REF_NAME", /^v\d+\.\d+\.\d+(-[\w.]+)?$/, "v1.2.3") };
}

/** Adds `repository`, `homepage` and `bugs`: npm refuses provenance for a package whose repository is not the workflow's. */
export function withRepository(manifest: string, { url }: ReleaseSource): string {
  const fields = { repository: { type: "git", url: `git+${url}.git` }, homepage: `${url}#readme`, bugs: { url: `${url}/issues` } };
  return `${JSON.stringify({ ...(JSON.parse(manifest) as object), ...fields }, null, 2)}\n`;
}

/** Makes relative links and images absolute, since npm shows the README outside the repository. Code is left as it is. */
export function withAbsoluteLinks(markdown: string, { url, tag }: ReleaseSource): string {
  return markdown
    .split(/(^```[\s\S]*?^```$)/m)
    .map((part) =>
      part.startsWith("```")
        ? part
        : part.replace(/(!?)\[([^\]]*)\]\((?![a-z]+:|#)([^)]+)\)/g, (_, image: string, text: string, path: string) => {
            return `${image}[${text}](${url}/${image === "" ? "blob" : "raw"}/${tag}/${path})`;
          }),
    )
    .join("");
}

/** Writes package.json and the READMEs of a checkout for publication; returns the names of the files. */
export function prepareForPublication(folder: string, source: ReleaseSource): string[] {
  const edit = (file: string, change: (text: string, source: ReleaseSource) => string): string => {
    writeFileSync(`${folder}${file}`, change(readFileSync(`${folder}${file}`, "utf8"), source));
    return file;
  };
  return [edit("package.json", withRepository), edit("README.md", withAbsoluteLinks), edit("README.zh-CN.md", withAbsoluteLinks)];
}

if (process.argv[1]?.endsWith("metadata.ts")) {
  try {
    const source = sourceFromEnvironment(process.env);
    console.log(`${prepareForPublication(root, source).join(", ")}: links and metadata of ${source.url} at ${source.tag}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
