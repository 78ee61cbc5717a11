/**
 * CloudFront Function, viewer request, on everything but /api/*: the dashboard is one page with many addresses. An
 * address whose last segment has no dot names a view, so it is answered with the page; one with a dot names a file, and
 * stays a 404 (S3 says 403) if there is none. Below /branches/ there are no files, but branch codes that may hold dots.
 *
 * @param {{ request: { uri: string } }} event
 * @returns {{ uri: string }} the request to go on with
 */
// @ts-expect-error CloudFront calls it by its name.
// biome-ignore lint/correctness/noUnusedVariables: CloudFront calls it by its name.
function handler(event) {
  const request = event.request;
  const lastSegment = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (!lastSegment.includes('.') || request.uri.startsWith('/branches/')) {
    request.uri = '/index.html';
  }
  return request;
}
