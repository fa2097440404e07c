import type { Advice } from '@oauth-lab/explain/checks/advice.ts'
import { adviceOf } from '@oauth-lab/explain/checks/advice-of.ts'
import type { Refusal } from '../../checks.ts'
import type { Pages } from '../pages.ts'
import type { ShownCheck } from '../parts.ts'
import { utc } from '../text.ts'
import { openedFrame } from './frame.ts'
import type { Opened } from './frame.ts'

/** A page of the lab on which it is put right. */
export interface NextPage {
  text: string
  href: string
}

export interface RefusalModel extends Opened {
  refusal: Refusal
  /** HTTP status. */
  status: number
  checks: readonly ShownCheck[]
  /** The challenge that goes with it (RFC 9110 §11.6.1). */
  challenge?: string | undefined
  /** The start page unless told. */
  next?: NextPage | undefined
  /** Milliseconds on the clock of the sandbox. */
  time: number
}

/** The page for a refusal of what a person asked in the place of a program. */
export function refusalPage(pages: Pages, model: RefusalModel): string {
  const { refusal, time } = model
  const { definition, check, error } = refusal
  const advice: Partial<Advice> = adviceOf(check) ?? {}
  // A heading ends without a period.
  const title = definition.broken.replace(/\.$/, '')
  return pages.render('refusal', {
    ...model,
    page: openedFrame(model, 'Request refused'),
    title,
    advice,
    error,
    clause: definition.clause,
    when: utc(time),
  })
}
