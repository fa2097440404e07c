import { clockSet } from '@oauth-lab/kit/pages/clock-line.ts'
import type { ShownClock } from '@oauth-lab/kit/pages/clock-line.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Html } from '@oauth-lab/kit/pages/html.ts'
import { tally } from '@oauth-lab/kit/pages/marks.ts'
import { duration } from '@oauth-lab/kit/pages/text.ts'
import type { Finding } from '../tokens/finding.ts'
import { statusTally } from './answer-card.ts'
import type { AnswerView } from './answer-card.ts'

/** How long a token is good: in words, and in seconds of its whole life. */
export interface TimeLeft {
  words: string
  ended: boolean
  left?: number
  whole?: number
}

/** What is read first of a page. */
export interface Readouts {
  left: TimeLeft
  clock: ShownClock
  findings: readonly Finding[]
  /** What heads the scope. */
  allowed: 'You allowed' | 'Scope'
  scope: string
  resources: readonly AnswerView[]
}

/** Four readouts: time left, checks, scope, and what each protected resource answered. */
export function readouts({ left, clock, findings, allowed, scope, resources }: Readouts): Html {
  const count = (outcome: Finding['outcome']) =>
    findings.filter((one) => one.outcome === outcome).length
  const [failed, waived] = [count('failed'), count('waived')]
  return markup`<dl class="readouts card">
  <div>
    <dt>Access token ends in${clockSet(clock)}</dt>
    <dd><span class="left">${left.words}</span>${gauge(left)}</dd>
  </div>
  <div>
    <dt>Checks by this page</dt>
    <dd>${tally('pass', `${count('passed')} passed`)}${waived > 0 && tally('waive', `${waived} waived`)}${failed > 0 && tally('fail', `${failed} failed`)}</dd>
  </div>
  <div>
    <dt>${allowed}</dt>
    <dd><code>${scope}</code></dd>
  </div>
  <div>
    <dt>Protected resources</dt>
    <dd>${resources.map(({ id, title, exchange }) => markup`<a href="#${id}">${statusTally(exchange?.status)}<span class="hidden"> ${title}</span></a>`)}</dd>
  </div>
</dl>`
}

function gauge({ left, whole }: TimeLeft): Html | false {
  return (
    left !== undefined &&
    whole !== undefined &&
    markup`<progress value="${left}" max="${whole}" aria-label="Time left">${left} of ${whole} s</progress>`
  )
}

/** How long a token is good; times are milliseconds on one clock, null where nobody said. */
export function timeLeft(
  { received_at, expires_at }: { received_at: number; expires_at: number | null },
  now: number,
): TimeLeft {
  if (expires_at === null) return { words: 'the server did not say', ended: false }
  const left = Math.ceil((expires_at - now) / 1000)
  const whole = Math.round((expires_at - received_at) / 1000)
  return left > 0
    ? { words: duration(left), ended: false, left: Math.min(left, whole), whole }
    : { words: `ended ${duration(-left)} ago`, ended: true }
}
