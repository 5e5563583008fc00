import { expect, test } from "vitest";
import { createClient } from "../../../../src/index.js";
import { createSandbox } from "../../../../src/sandbox/index.js";

test.each(["happy", "reset", "truncated", "flaky-5xx", "html-502", "url-expired", "throttled"] as const)(
  "the client downloads the complete file in the scenario %s",
  async (scenario) => {
    const { clock, clientOptions, tasks } = createSandbox({ scenario });
    const client = createClient(clientOptions);
    const bytes = await clock.run(
      (async () => {
        const { output_asset_config } = await client.tasks.wait(tasks.add());
        const { file, body } = await client.assets.download(output_asset_config.asset_id);
        return [file.file_size, (await new Response(body).arrayBuffer()).byteLength];
      })(),
    );
    expect(bytes[0]).toBeGreaterThan(1_000);
    expect(bytes[1]).toBe(bytes[0]);
  },
);
