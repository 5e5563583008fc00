const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Parses a download URL. Returns the reason as text if no file may be downloaded from it: only HTTPS is allowed, and HTTP on
 * this machine if the service is on this machine too (the sandbox).
 */
export function parseDownloadUrl(text: string, serviceUrl: string, base?: URL): URL | string {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    return "is not an absolute URL";
  }
  if (url.username !== "" || url.password !== "") return `contains a user name or password for ${url.host}`;
  if (url.protocol === "https:") return url;
  if (url.protocol === "http:" && LOOPBACK_HOST.test(url.hostname) && LOOPBACK_HOST.test(new URL(serviceUrl).hostname)) return url;
  return `points to ${url.protocol}//${url.host}; only https is allowed`;
}
