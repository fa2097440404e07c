import { Html, markup } from '@oauth-lab/kit/pages/html.ts'

/** The notice of a customization hook: HTML that is trusted as the hook is. */
export function hookNotice(inner: string | undefined): Html | undefined {
  return inner === undefined ? undefined : markup`<div class="notice">${new Html(inner)}</div>`
}
