/** Headers that let a page of any origin read a response; none for a request that is not from a page. */
export function corsHeaders(request: Headers): Record<string, string> {
  if (!request.has("Origin")) return {};
  return {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "*",
    ...(request.has("Access-Control-Request-Method") && {
      "Access-Control-Allow-Methods": request.get("Access-Control-Request-Method") ?? "",
      // `*` would not include Authorization.
      "Access-Control-Allow-Headers": request.get("Access-Control-Request-Headers") ?? "",
      "Access-Control-Max-Age": "600",
    }),
    ...(request.has("Access-Control-Request-Private-Network") && { "Access-Control-Allow-Private-Network": "true" }),
  };
}

/** Whether a browser asks before it sends the request of a page. */
export const isPreflight = (method: string, headers: Headers): boolean =>
  method === "OPTIONS" && headers.has("Origin") && headers.has("Access-Control-Request-Method");
