import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { nextVersion } from "../../scripts/release/changesets.js";
import { root, runCommand } from "../../scripts/task-runner.js";
import { asHtml, currentPage } from "../unit/contract-tools/build-page.js";
import { type Checkout, copyCheckout } from "../unit/helpers/checkout.js";

interface Job {
  /** A job that calls another workflow has none. */
  readonly steps?: readonly { readonly name?: string; readonly run?: string; readonly env?: Readonly<Record<string, string>> }[];
}

/** What `npm publish --json` prints of a package. */
interface Published {
  readonly id: string;
  readonly files: readonly { readonly path: string }[];
}

/** The step compiles two contracts, or builds the package. */
const COMPILES = { timeout: 300_000 };

let checkout: Checkout;

beforeAll(() => {
  checkout = copyCheckout();
});
afterAll(() => checkout.remove());

beforeEach(() => {
  checkout.git("reset", "--hard", "--quiet");
  checkout.git("clean", "--force", "--quiet", "-d", "--exclude=node_modules");
});

const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as { version: string };

/** The environment of GitHub Actions, as far as the steps use it. */
const ACTIONS = {
  CI: "true",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_REPOSITORY: "owner/videos",
  GITHUB_REF_NAME: `v${version}`,
  GH_TOKEN: "token",
};

/**
 * Runs a step as GitHub Actions does, in the copy of the checkout. `gh` and `curl` are replaced: `gh` records its arguments, one line a
 * call, and prints `answer`; `curl` writes `page` to its output file.
 */
async function runStep(
  file: string,
  job: string,
  name: string,
  options: { readonly env?: Record<string, string>; readonly answer?: string; readonly page?: string } = {},
) {
  const workflow = parse(readFileSync(`${root}.github/workflows/${file}.yml`, "utf8")) as { jobs: Record<string, Job> };
  const step = workflow.jobs[job]?.steps?.find((candidate) => candidate.name === name || candidate.run === name);
  if (step?.run === undefined) throw new Error(`${file}.yml: job ${job} has no step ${name}`);
  const { folder } = checkout;
  const bin = join(folder, ".stubs");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(folder, ".answer"), options.answer ?? "");
  writeFileSync(join(folder, ".page"), options.page ?? "");
  writeFileSync(join(bin, "gh"), `#!/usr/bin/env bash\necho "$@" >> "${folder}/.calls"\ncat "${folder}/.answer"\n`);
  writeFileSync(join(bin, "curl"), `#!/usr/bin/env bash\nwhile [ "$1" != --output ]; do shift; done\ncp "${folder}/.page" "$2"\n`);
  for (const program of ["gh", "curl"]) chmodSync(join(bin, program), 0o755);
  // Values of expressions come from `options.env`.
  const literals = Object.fromEntries(Object.entries(step.env ?? {}).filter(([, value]) => !value.includes("${{")));
  const result = await runCommand("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run], {
    cwd: folder,
    env: {
      ...ACTIONS,
      ...literals,
      GITHUB_OUTPUT: join(folder, ".output"),
      GITHUB_STEP_SUMMARY: join(folder, ".summary"),
      ...options.env,
      PATH: `${bin}:${process.env.PATH}`,
    },
  });
  const read = (path: string): string => (existsSync(join(folder, path)) ? readFileSync(join(folder, path), "utf8") : "");
  return { ...result, calls: read(".calls").trim(), read };
}

describe("the page check", () => {
  const STEP = "Compare the page with the contract";
  /** The texts of the real page are not in the repository, so that the built page differs in them. */
  const same = () => {
    writeFileSync(join(checkout.folder, "scripts/contract/page/texts.json"), "{}\n");
    return asHtml(currentPage());
  };

  test("does nothing while the page is the same", async () => {
    const { code, output, calls } = await runStep("page-check", "compare", STEP, { page: same() });
    expect([code, calls], output).toEqual([0, ""]);
  });

  test("opens one issue with the differences, and updates an open one", async () => {
    const page = same().replace("50~200", "50~250");
    const opened = await runStep("page-check", "compare", STEP, { page });
    expect(opened.code, opened.output).toBe(0);
    expect(opened.calls).toMatch(
      /^issue list .*\nissue create --title The API documentation page differs from the contract --body-file issue\.md$/,
    );
    expect(opened.read("issue.md")).toMatch(
      /^https:\/\/support\.huaweicloud\.com\/\S+\n\n {4}Table 8 VoiceConfig, row speed: max is 250 on the page and 200 in the contract \(openapi\.yaml:\d+\)$/m,
    );
    const updated = await runStep("page-check", "compare", STEP, { page, answer: "17\n" });
    expect(updated.calls).toContain("issue edit 17 --body-file issue.md");
  });

  test("fails when the download is not the page", async () => {
    const { code, read } = await runStep("page-check", "compare", STEP, { page: "<html><body>Sign in</body></html>" });
    expect(code).toBe(2);
    expect(read("issue.md")).toContain("expected the page of an operation");
  });
});

describe("the release", () => {
  test.each([
    [`v${version}`, 0],
    [`v${nextVersion(version, "patch")}`, 1],
  ])("checks that the tag %s is the version", async (tag, expected) => {
    const { code } = await runStep("release", "check", "Compare the tag with the version in package.json", {
      env: { GITHUB_REF_NAME: tag },
    });
    expect(code).toBe(expected);
  });

  test("adds the repository that npm provenance requires", async () => {
    const { code, output } = await runStep("release", "package", "npm run release:metadata");
    expect(code, output).toBe(0);
    const manifest = JSON.parse(readFileSync(join(checkout.folder, "package.json"), "utf8")) as { repository: unknown };
    expect(manifest.repository).toEqual({ type: "git", url: "git+https://github.com/owner/videos.git" });
  });

  test("would publish the built package with the metadata of the workflow's repository", COMPILES, async () => {
    await runStep("release", "package", "npm run release:metadata");
    const { code, output, stdout } = await runStep("release", "package", "npm publish --provenance --access public", {
      env: { npm_config_dry_run: "true", npm_config_json: "true" },
    });
    expect(code, output).toBe(0);
    // npm 10 prints the package, and npm 11 an object with the package under its name.
    const printed = JSON.parse(stdout.slice(stdout.indexOf("{\n"))) as Published & { readonly [name: string]: Published };
    const { id, files } = printed["metastudio-video"] ?? printed;
    expect(id).toBe(`metastudio-video@${version}`);
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "dist/cli.cjs", "dist/openapi.yaml", "LICENSE"]),
    );
    expect(readFileSync(join(checkout.folder, "README.md"), "utf8")).toContain(`https://github.com/owner/videos/blob/v${version}/docs/`);
  });

  test("creates a GitHub Release with the section of the changelog", async () => {
    const { code, output, calls, read } = await runStep("release", "notes", "Create the GitHub Release");
    expect(code, output).toBe(0);
    expect(calls).toBe(`release create v${version} --verify-tag --title v${version} --notes-file notes.md`);
    const [, section = ""] = readFileSync(`${root}CHANGELOG.md`, "utf8").split(/^## .*\n/m);
    expect(read("notes.md").trim()).toBe(section.trim());
  });
});

describe("the changeset check of a pull request", () => {
  const STEP = "Compare the changesets with the change of the contract";
  const start = () => checkout.git("rev-parse", "HEAD");
  const edit = (from: string, to: string) => {
    const file = join(checkout.folder, "openapi.yaml");
    const text = readFileSync(file, "utf8");
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
  };
  const declare = (bump: string) =>
    writeFileSync(join(checkout.folder, ".changeset/wide-voice.md"), `---\n"metastudio-video": ${bump}\n---\n\nSpeed up to 150.\n`);
  const run = (answer = "") => runStep("ci", "changeset", STEP, { answer, env: { BASE: start(), PULL_REQUEST: "5" } });

  test("fails without a changeset, and comments what breaks for whom", COMPILES, async () => {
    edit(
      "          maximum: 200\n          default: 100\n          x-unit",
      "          maximum: 150\n          default: 100\n          x-unit",
    );
    const { code, output, calls, read } = await run();
    expect(code, output).toBe(1);
    expect(calls).toContain("pr comment 5 --body-file comment.md");
    const comment = read("comment.md");
    expect(comment).toMatch(/^<!-- contract -->\n\n### Contract\n\n❌ \*\*No changeset\.\*\*.*`major` \(/);
    expect(comment).toContain(`(${version} → ${nextVersion(version, "major")})`);
    expect(comment).toContain("range narrowed (200 → 150) | callers that send it |");
    expect(comment).toContain('{"voice_asset_id":"a","speed":151}: accepted before, rejected now');
    expect(comment).toContain('"metastudio-video": major');
    expect(read(".summary")).toBe(comment);
  });

  test("fails when the changeset says less, and updates its comment", COMPILES, async () => {
    edit(
      "          maximum: 200\n          default: 100\n          x-unit",
      "          maximum: 150\n          default: 100\n          x-unit",
    );
    declare("minor");
    const { code, calls, read } = await run("99\n");
    expect(code).toBe(1);
    expect(calls).toContain("api --method PATCH repos/owner/videos/issues/comments/99");
    expect(read("comment.md")).toContain("❌ **The changesets say `minor`, and the contract requires `major`**");
  });

  test("passes when the changeset says enough", COMPILES, async () => {
    edit("enum: [H264, VP8, QTRLE]\n", "enum: [H264, VP8, QTRLE, AV1]\n");
    declare("minor");
    const { code, output, read } = await run();
    expect(code, output).toBe(0);
    expect(read("comment.md")).toContain(`✅ The changesets say \`minor\`: ${version} → ${nextVersion(version, "minor")}.`);
  });
});

test("a changed public API fails, and the message says what to do", COMPILES, async () => {
  const file = join(checkout.folder, "src/index.ts");
  writeFileSync(file, readFileSync(file, "utf8").replace('export { redactUrls } from "./core/redact.js";\n', ""));
  const { code, output } = await runStep("ci", "generated", "Compare the public API");
  expect(code, output).toBe(1);
  expect(output).toContain("etc/index.api.md:\n- export function redactUrls(text: string): string;");
  expect(output).toContain("npm run api, commit etc/, and say in a changeset for whom it breaks");
});

test("outdated generated files fail, and the message says what to do", async () => {
  writeFileSync(join(checkout.folder, "generated/checks.ts"), "// another version\n");
  const { code, output } = await runStep("ci", "generated", "Compare with the contract");
  expect(code).toBe(1);
  expect(output).toContain("::error file=openapi.yaml::generated/ is out of date. Run: npm run generate");
});

test("the regeneration pushes a branch and opens a pull request, for which CI is called", async () => {
  const { git, folder } = checkout;
  git("init", "--quiet", "--bare", ".remote.git");
  git("remote", "add", "origin", join(folder, ".remote.git"));
  writeFileSync(join(folder, "generated/checks.ts"), "// another version\n");
  const { code, output, calls, read } = await runStep("regenerate", "regenerate", "Open a pull request", {
    env: { BASE: "main", BRANCH: "regenerate/1" },
  });
  expect(code, output).toBe(0);
  expect(calls).toMatch(/^pr create --base main --head regenerate\/1 /);
  expect(git("--git-dir=.remote.git", "log", "--format=%s", "-1", "regenerate/1")).toBe("Regenerate from openapi.yaml");
  expect(read(".output")).toBe("branch=regenerate/1\n");
  git("switch", "--quiet", "main");
  git("remote", "remove", "origin");
});

test("each step with a script runs in this file", () => {
  const tests = readFileSync(new URL(import.meta.url), "utf8");
  const folder = `${root}.github/workflows/`;
  for (const file of readdirSync(folder)) {
    const { jobs } = parse(readFileSync(`${folder}${file}`, "utf8")) as { jobs: Record<string, Job> };
    for (const { name, run = "npm test" } of Object.values(jobs).flatMap(({ steps = [] }) => steps))
      if (!/^(npm (ci( --prefix bench)?|test|run ["$:{}.\w ]+( -- --no-runtimes)?)|sudo apt-get install [-\w ]+)$/.test(run))
        expect(tests, file).toContain(`"${name ?? run}"`);
  }
});
