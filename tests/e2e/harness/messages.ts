import type { Page, Request } from '@playwright/test'

/** The path of a request below the lab's sandbox. */
function pathOf(request: Request): string {
  return new URL(request.url()).pathname.replace(/^\/~[^/]+/, '')
}

/**
 * The next request of this page to a path below the base, redirects included. Ask before the click
 * that sends it.
 */
export function nextRequest(page: Page, path: string, method?: string): Promise<Request> {
  return page.waitForRequest(
    (request) => pathOf(request) === path && (method ?? request.method()) === request.method(),
  )
}

/** The parameters in a request's address. */
export function queryOf(request: Request): Record<string, string> {
  return Object.fromEntries(new URL(request.url()).searchParams)
}

/** The form that a request carries. */
export function formOf(request: Request): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(request.postData() ?? ''))
}
