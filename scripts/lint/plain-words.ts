import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Words without a technical meaning. Use the standard term instead. */
const WORDS =
  /\b(mend(s|ed|ing)?|borne|befalls?|befell|strangers?|patience|trespass(es)?|sleepers?|kin|whoever|somebody|nobody|of its own|becomes of|became of)\b/gi;

/** Files that may contain the words: this list, its test, lock files and third-party data. */
const EXCLUDED = /^scripts\/lint\/plain-words\.ts$|plain-words\.test\.ts$|package-lock\.json$|^test\/golden\/|^LICENSE$/;

/** Returns every use of a listed word in the files, as `file:line:column "word"`. */
export function findUnplainWords(folder: string, files = trackedFiles(folder)): string[] {
  return files
    .filter((file) => !EXCLUDED.test(file) && /\.(ts|js|cjs|mjs|json|ya?ml|md|hbs|css|html)$|(^|\/)run$/.test(file))
    .flatMap((file) =>
      readFileSync(`${folder}${file}`, "utf8")
        .split("\n")
        .flatMap((line, index) => [...line.matchAll(WORDS)].map((match) => `${file}:${index + 1}:${match.index + 1} "${match[0]}"`)),
    );
}

function trackedFiles(folder: string): string[] {
  return execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: folder, encoding: "utf8" })
    .trim()
    .split("\n");
}
