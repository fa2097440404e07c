import { createPages } from '@oauth-lab/kit/pages/pages.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import type { RoleName } from './routes.ts'
import type { DoorAnswer } from './refusals.ts'
import { hostOf, variableOf } from './upstreams.ts'

/** A role that the front door could not reach (502), or that did not answer in time (504). */
export interface Unreachable {
  status: 502 | 504
  role: RoleName
  /** The lab's origin. */
  origin: string
  /** The address of the user's own program, if the role is one. */
  own?: string | undefined
  /** How the lab runs: it decides which commands help. */
  runs: 'embedded' | 'containers'
}

const names: Record<RoleName, string> = {
  authserver: 'authorization server',
  resserver: 'resource server',
  client: 'client',
  control: 'control service',
}

/** The answer for programs. */
export function unreachableAnswer(what: Unreachable): DoorAnswer {
  const { status, role } = what
  const steps = stepsOf(what).map((step) => step.replaceAll('`', ''))
  return {
    status,
    error: status === 502 ? 'bad_gateway' : 'gateway_timeout',
    description: [`The ${role} ${verbOf(status)}.`, ...steps].join(' '),
  }
}

/** The answer for people. */
export function unreachablePage(what: Unreachable): string {
  const { status, role, origin, own } = what
  // The page stands for any sandbox, so it leads to the default one.
  const sandbox = { base: origin, prefix: '', origin }
  const title = `The ${names[role]} ${verbOf(status)}`
  return createPages(new URL('webserver/pages/', projectFolder)).render('unreachable', {
    page: { title, sandbox, role: 'door', main: 'desk wide', foot: { left: 'OAuth Lab' } },
    role,
    own,
    error: unreachableAnswer(what).error,
    status,
    steps: stepsOf(what),
  })
}

function verbOf(status: Unreachable['status']): string {
  return status === 502 ? 'does not answer' : 'took too long to answer'
}

function stepsOf({ role, own, runs }: Unreachable): string[] {
  const containers = runs === 'containers'
  if (own === undefined) {
    return containers
      ? [
          `See what it says: \`docker compose logs ${role}\` or \`./lab logs ${role}\`.`,
          `Stopped? Start it: \`docker compose up --detach ${role}\`.`,
          'Started just now? Ask again in a second.',
        ]
      : [
          `See what it says: \`./lab logs ${role}\`.`,
          'Started just now, or stopping? `./lab status` tells; ask again in a second.',
        ]
  }
  const { name, loopback } = hostOf(own)
  const certified = containers && loopback ? 'localhost' : name
  return [
    `Start your own program, which the lab expects at \`${own}\`, and see what it says.`,
    ...(containers
      ? ['It must listen where containers reach it: on `0.0.0.0`, not on `127.0.0.1` alone.']
      : []),
    ...(own.startsWith('https:')
      ? [
          `Its certificate must be good for \`${certified}\`, and signed by the root of the lab or by a public authority.`,
        ]
      : []),
    `At another address? Correct \`${variableOf(role)}\` and start the lab again.`,
  ]
}
