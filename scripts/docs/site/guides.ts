/** A guide of the site: an introduction, then sections of the documentation, whose blocks of code the tests run. */
export interface Guide {
  readonly name: string;
  readonly title: string;
  readonly intro: string;
  /** Sections by file and heading. */
  readonly sections: readonly (readonly [file: "README.md" | "docs/client.md", heading: string])[];
}

const client = (...headings: string[]) => headings.map((heading) => ["docs/client.md", heading] as const);

export const guides: readonly Guide[] = [
  {
    name: "quick-start",
    title: "Quick start without an account",
    intro: `Install the package and take the tour. It needs neither an account nor a network: a request is checked and fixed, its video is created in the sandbox and downloaded.

\`\`\`sh
npm install metastudio-video
npx metastudio-video demo
\`\`\`

The [playground](/playground/) does the same in the browser. \`npx metastudio-video playground\` starts it on your machine.`,
    sections: [["README.md", "Sandbox"], ["README.md", "Layout diagrams"], ...client("Getting started")],
  },
  {
    name: "first-video",
    title: "First video with a real account",
    intro: `You need:

- a project in a region of the service, and its project ID (Console, My Credentials, API Credentials),
- an access key (AK and SK) of a user with permission for MetaStudio, or an IAM token,
- the asset ID of an avatar model (\`HUMAN_MODEL_2D\`) and of a voice (\`VOICE_MODEL\`) from the asset library of MetaStudio.

Put the keys into the environment, check the settings, and check the request before you pay for it:

\`\`\`sh
export HUAWEICLOUD_SDK_AK=… HUAWEICLOUD_SDK_SK=… HUAWEICLOUD_SDK_PROJECT_ID=…
npx metastudio-video doctor
npx metastudio-video check video.json
npx metastudio-video create video.json --download .
\`\`\`

A complete \`video.json\` is on the [home page](/). Nothing in this package was verified against the running service; please report what differs.`,
    sections: client("Credentials", "Creating tasks", "Create, wait and download", "Downloading"),
  },
  {
    name: "many-videos",
    title: "Many videos",
    intro:
      "Each video is created once, also when the program is killed. Requests keep to the rate limits, one poller waits for all tasks, and a callback can replace polling between runs.",
    sections: client("Many videos", "Waiting for many tasks", "Listing tasks"),
  },
  {
    name: "testing",
    title: "Testing with the sandbox",
    intro: `The sandbox runs in the test process of Vitest, Jest or node:test. For other languages, it runs on a loopback port and checks tokens and signatures like the service:

\`\`\`sh
npx metastudio-video sandbox --speed 10
\`\`\`

It prints the address, the project and the token. Programs in other languages send \`X-Auth-Token\`, or sign with SDK-HMAC-SHA256 as the official SDKs do; for a wrong signature the sandbox says what differs.`,
    sections: client("Testing"),
  },
  {
    name: "errors",
    title: "Errors and retries",
    intro:
      "What fails, how the client reacts, and what the caller has to do. Every error has a stable code, and a hint that says how to fix it.",
    sections: client("Errors", "Retries", "Timeouts", "Waiting", "Canceling tasks", "Drift", "Logging", "Proxies", "Bundles", "Guarantees"),
  },
];

/** The Chinese quick start; its blocks are those of README.zh-CN.md. */
export const CHINESE_QUICK_START = `# 快速开始（无需账号）

安装后运行演示。演示不需要账号，也不需要网络：检查并修正一个请求，在沙箱中生成视频并下载。

\`\`\`sh
npm install metastudio-video
npx metastudio-video demo
\`\`\`

在浏览器中打开[演练场](/playground/)可以完成同样的步骤；\`npx metastudio-video playground\` 在本机启动它。`;
