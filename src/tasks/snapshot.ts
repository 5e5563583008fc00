import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";

/** Copies a request, so that later changes by the caller have no effect. */
export function snapshotOf(request: Create2DDigitalHumanVideoReq): Create2DDigitalHumanVideoReq {
  try {
    return JSON.parse(JSON.stringify(request));
  } catch {
    // a request that cannot be serialized is reported when it is sent
    return request;
  }
}
