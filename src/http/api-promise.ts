import type { ApiPromise, ApiResponse } from "../core/operation-call.js";

/** A promise of the body that can give the answer around it. */
export function apiPromise<T>(answer: Promise<ApiResponse<T>>): ApiPromise<T> {
  const body = answer.then(({ data }) => data);
  return Object.assign(body, {
    withResponse(): Promise<ApiResponse<T>> {
      // whoever asks for the whole answer hears of a failure there
      body.catch(() => {});
      return answer;
    },
  });
}
