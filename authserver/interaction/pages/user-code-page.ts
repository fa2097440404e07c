import { alert } from '@oauth-lab/kit/pages/parts.ts'
import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { scale } from '@oauth-lab/kit/pages/scale.ts'
import { duration } from '@oauth-lab/kit/pages/text.ts'
import { hiddenFields, interactionPage } from './frame.ts'
import type { Form, Interaction } from './frame.ts'

export interface UserCodeModel extends Interaction, Form {
  /** As it was typed, or as the address has it; empty where nobody typed one yet. */
  userCode: string
  refused?: RefusedCode | undefined
}

interface RefusedCode {
  /** Seconds that the address has to wait; 0 where it may try again. */
  waitSeconds: number
  /** The attempt that comes now, and how many are free. */
  attempt: { n: number; of: number }
}

/** The page on which the user types the code of a device, or compares it (RFC 8628 §3.3, §3.3.1). */
export function userCodePage(pages: Pages, model: UserCodeModel): string {
  const { refused, userCode } = model
  const failed = refused !== undefined
  return pages.render('user-code', {
    ...model,
    page: interactionPage(
      model,
      failed ? 'Code not accepted · Connect a device' : 'Connect a device',
    ),
    scale: scale('Ask'),
    alert: refused && alert({ state: 'fail', ...describe(refused), answersForm: true }),
    hidden: hiddenFields(model),
    failed,
    hint:
      userCode === '' || failed
        ? 'Eight letters, as the device shows them. Small letters and blanks do as well.'
        : 'Go on only if your own device shows the same code.',
  })
}

function describe({ waitSeconds, attempt: { n, of } }: RefusedCode) {
  const text =
    waitSeconds > 0
      ? `There were too many wrong codes from this address. You may try again in ${duration(waitSeconds)} on the clock of the lab.`
      : `No device waits with this code: mistyped, answered already, or too late. Attempt ${n} of ${of}.`
  return { heading: 'The code was not accepted', text }
}
