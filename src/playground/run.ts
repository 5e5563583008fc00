import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { type ScenarioName, scenarios } from "../sandbox/tasks/scenarios.js";
import { find, h } from "./dom.js";

/** Connects the sandbox panel. `request` returns the request of the editor, or undefined while it is not JSON. */
export function createRunPanel(request: () => unknown): void {
  const button = find<HTMLButtonElement>("run");
  const select = find<HTMLSelectElement>("scenario");
  const steps = find("steps");
  const output = find("video");
  select.append(...Object.entries(scenarios).map(([name, { description }]) => h("option", { value: name }, `${name}: ${description}`)));
  let url: string | undefined;

  button.addEventListener("click", async () => {
    const body = request();
    steps.replaceChildren();
    output.replaceChildren();
    if (url !== undefined) URL.revokeObjectURL(url);
    url = undefined;
    const log = (label: string, text: string, kind = ""): void => {
      steps.append(h("li", { class: kind }, h("span", { class: "time" }, label), text));
    };
    if (body === undefined) return log("not sent", "The text is not JSON.", "error");
    button.setAttribute("aria-disabled", "true");
    try {
      // loaded when it is used
      const { runInSandbox } = await import("./sandbox-run.js");
      const { name, blob } = await runInSandbox(body as Create2DDigitalHumanVideoReq, {
        scenario: select.value as ScenarioName,
        onStep: (seconds, text) => log(formatTime(seconds), text, stateClass(text)),
      });
      url = URL.createObjectURL(blob);
      output.append(...player(url, name));
    } catch (error) {
      const { message, hint } = error as { message: string; hint?: string };
      log("stopped", `${message}${hint === undefined ? "" : ` ${hint}`}`, "error");
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
}

function player(url: string, name: string): HTMLElement[] {
  const link = h("a", { href: url, download: name }, `Save ${name}`);
  if (name.endsWith(".mov")) return [h("p", {}, "Browsers do not play QTRLE. "), link];
  const video = h("video", { src: url, controls: true, muted: true, playsinline: true, "aria-label": "The sandbox's video" });
  video.muted = true;
  void video.play().catch(() => undefined);
  return [video, h("p", { class: "soft" }, "A test video of the sandbox; the service would show your scene. ", link)];
}

const formatTime = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const stateClass = (text: string): string => (/^[A-Z]+$/.test(text) ? "state" : "");
