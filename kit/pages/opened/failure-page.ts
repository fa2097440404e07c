import type { Failure } from '../../http/failure.ts'
import type { Pages } from '../pages.ts'
import { openedFrame } from './frame.ts'
import type { Opened } from './frame.ts'

export type FailureModel = Opened & Failure

const titles: Readonly<Record<number, string>> = {
  403: 'The form was not accepted',
  404: 'Nothing is served at this address',
  405: 'This address takes another method',
  413: 'The request is too large',
  415: 'The request has another type than this address reads',
  429: 'Too many attempts',
  507: 'There is no room left',
}

/** The page for everything that ends outside of the protocol: unknown address, unreadable request, our own bug. */
export function failurePage(pages: Pages, model: FailureModel): string {
  const { status } = model
  const title =
    titles[status] ?? (status >= 500 ? 'The server failed' : 'The request could not be read')
  return pages.render('failure', { ...model, page: openedFrame(model, title), title })
}
