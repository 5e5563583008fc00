import { create2DDigitalHumanVideo, securitySchemes, servers } from "../../generated/operations.js";

/** Returns programs that create the video of a request. */
export function requestCode(request: unknown): Readonly<Record<"TypeScript" | "curl" | "CLI", string>> {
  const json = JSON.stringify(request, null, 2);
  const [region = "", server] = Object.entries(servers)[0] ?? [];
  const path = create2DDigitalHumanVideo.path.replace("{project_id}", "$HUAWEICLOUD_SDK_PROJECT_ID");
  return {
    TypeScript: `import { createClient } from "metastudio-video";

const client = createClient({
  region: "${region}",
  projectId: process.env.HUAWEICLOUD_SDK_PROJECT_ID!,
  credentials: { accessKey: process.env.HUAWEICLOUD_SDK_AK!, secretKey: process.env.HUAWEICLOUD_SDK_SK! },
});
const { job_id } = await client.tasks.create(${json});
const task = await client.tasks.wait(job_id);
console.log(task.output_asset_config);`,
    curl: `curl "${server?.url}${path}" \\
  --header "${securitySchemes.Token.name}: $METASTUDIO_TOKEN" \\
  --json @- <<'JSON'
${json}
JSON`,
    CLI: `cat > request.json <<'JSON'
${json}
JSON
npx metastudio-video create request.json --download .`,
  };
}
