import type { FastifyReply, FastifyRequest } from 'fastify'
import { failureAsJson } from '@oauth-lab/kit/http/app.ts'
import type { Failure } from '@oauth-lab/kit/http/app.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import { createPages } from '@oauth-lab/kit/pages/pages.ts'
import type { Page } from '@oauth-lab/kit/pages/page.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'

/** Renders as a page that there is no start page, as when its sandbox has ended; other failures as JSON. */
export function createRenderFailure(origin: string) {
  const pages = createPages(new URL('.', import.meta.url))
  return (failure: Failure, request: FastifyRequest, reply: FastifyReply): unknown => {
    const page =
      request.url.split('?', 1)[0] === '/' && request.headers.accept?.includes('text/html')
    if (!page || failure.status !== 404) return failureAsJson(failure, request, reply)
    const around: Page = {
      title: 'Not found',
      sandbox: { base: origin, origin, prefix: '' },
      role: 'lab',
      main: 'desk',
      foot: { left: '', right: markup`Request <code class="id">${request.id}</code>` },
    }
    const { status, description } = failure
    return sendPage(reply, pages.render('failure', { page: around, description }), { status })
  }
}
