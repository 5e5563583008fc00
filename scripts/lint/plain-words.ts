import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Words without a technical meaning; the text says the same in standard terms. */
const WORDS =
  /\b(mend(s|ed|ing)?|borne|befalls?|befell|strangers?|patience|trespass(es)?|sleepers?|kin|whoever|somebody|nobody|of its own|becomes of|became of)\b/gi;

/** The list above, its test, locks, and data that other people wrote. */
const EXCLUDED = /^scripts\/lint\/plain-words\.ts$|plain-words\.test\.ts$|package-lock\.json$|^test\/golden\/|^LICENSE$/;

/** Every use of a listed word in the given files, as `file:line:column "word"`. */
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
