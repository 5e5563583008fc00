import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkLastRelease } from "../../package/last-release.js";
import { copyCheckout } from "../helpers/checkout.js";

test("the consumer of the last release may break only if a changeset says so", async () => {
  const { folder, git, remove } = copyCheckout();
  try {
    git("tag", "v0.1.0");
    const check = () => checkLastRelease(folder, join(folder, "missing.tgz"));
    expect(await check()).toMatchObject({ ok: false, note: "v0.1.0: the tarball cannot be read" });
    writeFileSync(join(folder, ".changeset/smaller-range.md"), '---\n"metastudio-video": major\n---\n\nA smaller range.\n');
    expect(await check()).toEqual({ ok: true, note: "a changeset says that the consumer of v0.1.0 breaks" });
  } finally {
    remove();
  }
});
