import type { FastifyReply, FastifyRequest } from 'fastify'
import { clockLine, clockOf } from '@oauth-lab/kit/pages/clock-line.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { NavigationItem, Page } from '@oauth-lab/kit/pages/page.ts'
import { createPages } from '@oauth-lab/kit/pages/pages.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'

export type Render = (
  request: FastifyRequest,
  reply: FastifyReply,
  view: {
    template: string
    title: string
    navigation?: NavigationItem
    /** Class of `main`; `page` unless said. */
    main?: Page['main']
    model: Record<string, unknown>
    status?: number
  },
) => FastifyReply

/** The client's pages in the lab's layout, with the lab's clock and the request to quote in their foot. */
export function createRender(): Render {
  const pages = createPages(new URL('client/pages/', projectFolder))
  return (request, reply, view) => {
    const { template, title, navigation = 'web', main = 'page', model, status = 200 } = view
    const { sandbox } = request
    const page: Page = {
      title,
      sandbox,
      role: 'client',
      speaker: 'Simple Web Page',
      path: '/client',
      navigation,
      main,
      sheets: ['application.css'],
      foot: {
        left: clockLine(clockOf(sandbox)),
        right: markup`Request <code class="id">${request.id}</code>`,
      },
    }
    const root = `${sandbox.prefix}/client/application/`
    return sendPage(reply, pages.render(template, { page, root, ...model }), { status })
  }
}
