import { createPages } from '@oauth-lab/kit/pages/pages.ts'
import { pagePolicy } from '@oauth-lab/kit/pages/send-page.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import type { RoleName } from './routes.ts'
import { bodyOf } from './refusals.ts'
import type { OwnAnswer } from './refusals.ts'
import { hostOf, reachOf, variableOf } from './upstreams.ts'
import type { Runs } from './upstreams.ts'

/** A role that the web server could not reach (502), or that did not answer in time (504). */
export interface Unreachable {
  status: 502 | 504
  role: RoleName
  /** The lab's origin. */
  origin: string
  /** The address of the external program, if the role is one. */
  external?: string | undefined
  /** How the lab runs: it decides which commands help. */
  runs: Runs
}

const names: Record<RoleName, string> = {
  authserver: 'authorization server',
  resserver: 'resource server',
  client: 'client',
  control: 'control service',
}

/** The answer for programs. */
export function unreachableAnswer(what: Unreachable): OwnAnswer {
  const { status, role } = what
  const steps = stepsOf(what).map((step) => step.replaceAll('`', ''))
  return {
    status,
    error: status === 502 ? 'bad_gateway' : 'gateway_timeout',
    description: [`The ${role} ${verbOf(status)}.`, ...steps].join(' '),
  }
}

/** The answer as it is sent: a page to people, JSON to programs. */
export function unreachableMessage(what: Unreachable, asPage: boolean) {
  const [type, body] = asPage
    ? ['text/html; charset=utf-8', unreachablePage(what)]
    : ['application/json', bodyOf(unreachableAnswer(what))]
  const policy: Record<string, string> = asPage ? { 'content-security-policy': pagePolicy } : {}
  return { headers: { 'content-type': type, 'cache-control': 'no-store', ...policy }, body }
}

/** The answer for people. */
export function unreachablePage(what: Unreachable): string {
  const { status, role, origin, external } = what
  // The page stands for any sandbox, so it leads to the default one.
  const sandbox = { base: origin, prefix: '', origin }
  const title = `The ${names[role]} ${verbOf(status)}`
  return createPages(new URL('webserver/pages/', projectFolder)).render('unreachable', {
    page: { title, sandbox, role: 'door', main: 'desk wide', foot: { left: 'OAuth Lab' } },
    role,
    external,
    error: unreachableAnswer(what).error,
    status,
    steps: stepsOf(what),
    text: textOf(status),
    // The start page is the control service's own.
    start: role !== 'control',
  })
}

function verbOf(status: Unreachable['status']): string {
  return status === 502 ? 'does not answer' : 'took too long to answer'
}

function textOf(status: Unreachable['status']): string {
  return status === 502
    ? 'The web server could not reach it, or lost it before an answer came. Whether a form that was sent has changed anything is not known.'
    : 'The web server reached for it and waited in vain. Whether a form that was sent has changed anything is not known.'
}

function stepsOf(what: Unreachable): string[] {
  return what.external === undefined ? stepsForLab(what) : stepsForExternal(what, what.external)
}

function stepsForLab({ role, runs }: Unreachable): string[] {
  if (runs === 'embedded') {
    return [
      `See what it says: \`./lab logs ${role}\`.`,
      'Started just now, or stopping? `./lab status` tells; ask again in a second.',
    ]
  }
  return [
    `See what it says: \`docker compose logs ${role}\` or \`./lab logs ${role}\`.`,
    `Stopped? Start it: \`docker compose start ${role}\`.`,
    'Started just now? Ask again in a second.',
  ]
}

function stepsForExternal({ status, role, runs }: Unreachable, url: string): string[] {
  const { loopback } = hostOf(url)
  const { certified } = reachOf(url, runs)
  const contained = runs === 'containers'
  const steps: [tells: boolean, step: string][] = [
    [status === 502, `Start your external program, which the lab expects at \`${url}\`.`],
    [status === 504, `See whether your external program at \`${url}\` stands at a breakpoint.`],
    [true, '`./lab logs control` says what happened.'],
    [
      contained && loopback,
      'It must listen where containers reach it: on `0.0.0.0`, not on `127.0.0.1` alone.',
    ],
    [
      status === 502 && url.startsWith('https:'),
      `Its certificate must be good for \`${certified}\`, and signed by the root of the lab or a public authority.`,
    ],
    [true, `At another address? Correct \`${variableOf(role)}\` and start the lab again.`],
  ]
  return steps.flatMap(([tells, step]) => (tells ? step : []))
}
