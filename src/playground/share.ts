import { create2DDigitalHumanVideo, securitySchemes, servers } from "../../generated/operations.js";

const PREFIX = "#request=";

/** Encodes a request for the fragment of the page's URL, which browsers do not send to a server. */
export async function encodeFragment(text: string): Promise<string> {
  const bytes = await transform(new TextEncoder().encode(text), new CompressionStream("deflate-raw"));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return PREFIX + btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Decodes the request of a fragment; undefined if it has none or is damaged. */
export async function decodeFragment(fragment: string): Promise<string | undefined> {
  if (!fragment.startsWith(PREFIX)) return undefined;
  try {
    const binary = atob(fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(await transform(bytes, new DecompressionStream("deflate-raw")));
  } catch {
    return undefined;
  }
}

async function transform(bytes: Uint8Array<ArrayBuffer>, stream: ReadableWritablePair<Uint8Array, BufferSource>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());
}

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
