import type { ApiPromise, ApiResponse } from "../core/operation-call.js";

/** Creates a promise of the response body that can also return the whole response. */
export function createApiPromise<T>(response: Promise<ApiResponse<T>>): ApiPromise<T> {
  const body = response.then(({ data }) => data);
  return Object.assign(body, {
    withResponse(): Promise<ApiResponse<T>> {
      // the caller handles the rejection of `response`, so the one of `body` must not be reported as unhandled
      body.catch(() => {});
      return response;
    },
  });
}
