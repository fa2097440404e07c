import { createPages } from '@oauth-lab/kit/pages/pages.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { ownAnswers } from './refusals.ts'

/** The page for a person at an address that nobody answers for. It stands for any sandbox. */
export function notFoundPage(origin: string): string {
  const { status, error } = ownAnswers.notFound
  const title = 'Nothing is served at this address'
  const links = [
    { href: '/', text: 'the start page', what: 'what each instance is, with its addresses' },
    { href: '/console/', text: 'the console', what: 'the portal of each instance, and the flow' },
    { href: '/client/application/', text: 'Simple Web Page', what: 'an application to sign in to' },
  ]
  return createPages(new URL('webserver/pages/', projectFolder)).render('not-found', {
    page: {
      title,
      sandbox: { base: origin, prefix: '', origin },
      role: 'door',
      main: 'desk wide',
      foot: { left: 'OAuth Lab' },
    },
    links,
    status,
    error,
  })
}
