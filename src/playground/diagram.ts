import { type Issue, type Layout, type LayoutScript, renderLayout, type SceneLayout } from "../layout/index.js";
import { find, h } from "./dom.js";

export interface Diagram {
  /** Draws the scenes of a request, and returns the issues in the order of their numbers in the diagram. */
  draw(request: unknown): readonly Issue[];
  /** Shows the scene at a JSON Pointer and highlights its shape. */
  highlight(pointer: string): void;
}

/** Creates the diagram. A shape, in the diagram or in the list below it, selects its JSON. */
export function createDiagram(select: (pointer: string) => void): Diagram {
  const frame = find("diagram");
  const shapes = find("shapes");
  let layout: Layout | undefined;
  let scene = 0;
  let selected = "";

  const show = (): void => {
    const current = layout?.scenes[scene];
    find("scenes").hidden = (layout?.scenes.length ?? 0) < 2;
    find<HTMLButtonElement>("previous-scene").disabled = scene === 0;
    find<HTMLButtonElement>("next-scene").disabled = scene + 1 >= (layout?.scenes.length ?? 0);
    find("scene-number").textContent = `Scene ${scene + 1} of ${layout?.scenes.length ?? 0}`;
    find("caption").textContent = current?.caption ?? "The diagram appears when the request has a scene.";
    const svg = current && new DOMParser().parseFromString(current.view(Math.max(280, frame.clientWidth)), "image/svg+xml").documentElement;
    frame.replaceChildren(...(svg ? [svg] : []));
    shapes.replaceChildren(...(current ? shapeButtons(current, select) : []));
    mark();
  };
  const mark = (): void => {
    for (const element of document.querySelectorAll("#diagram [data-path], #shapes [data-path]")) {
      const isSelected = `${selected}/`.startsWith(`${element.getAttribute("data-path")}/`);
      element.classList.toggle("is-selected", isSelected);
      if (element instanceof HTMLButtonElement) element.setAttribute("aria-pressed", String(isSelected));
    }
  };
  const go = (to: number): void => {
    scene = Math.min(Math.max(0, to), (layout?.scenes.length ?? 1) - 1);
    show();
  };

  frame.addEventListener("click", ({ target }) => {
    const path = target instanceof Element ? target.closest("[data-path]")?.getAttribute("data-path") : undefined;
    if (path) select(path);
  });
  find("previous-scene").addEventListener("click", () => go(scene - 1));
  find("next-scene").addEventListener("click", () => go(scene + 1));
  let width = frame.clientWidth;
  new ResizeObserver(() => {
    if (frame.clientWidth === width) return;
    width = frame.clientWidth;
    show();
  }).observe(frame);

  return {
    draw(request) {
      try {
        layout = renderLayout(request as LayoutScript);
      } catch {
        layout = undefined;
      }
      go(scene);
      return layout?.issues ?? [];
    },
    highlight(pointer) {
      selected = pointer;
      const index = /^\/shoot_scripts\/(\d+)/.exec(pointer)?.[1];
      if (index !== undefined && Number(index) !== scene && layout?.scenes[Number(index)] !== undefined) go(Number(index));
      else mark();
    },
  };
}

function shapeButtons({ shapes }: SceneLayout, select: (pointer: string) => void): HTMLElement[] {
  const names: (readonly [path: string, name: string])[] = [
    ...(shapes.subtitle ? [["/video_config/subtitle_config", "Subtitles"] as const] : []),
    ...[...shapes.layers].reverse().map(({ path, type, layerIndex }) => [path, `${type || "no type"}, layer ${layerIndex}`] as const),
    ...[...shapes.backgrounds].reverse().map(({ path, index }) => [path, `Background ${index + 1}`] as const),
  ];
  return names.map(([path, name]) =>
    h("li", {}, h("button", { type: "button", "data-path": path, "aria-pressed": "false", click: () => select(path) }, name)),
  );
}
