// Type imports from CommonJS: the package contains ES modules only.
import type { Client } from "metastudio-video" with { "resolution-mode": "import" };

export async function load(): Promise<Client> {
  const { createClient } = await import("metastudio-video");
  return createClient({ region: "cn-north-4", credentials: { token: "t" } });
}
