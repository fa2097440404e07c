import type { FastifyRequest } from 'fastify'
import type { Sandbox } from '../../sandbox.ts'
import { clockLine, clockOf } from '../clock-line.ts'
import type { ShownClock } from '../clock-line.ts'
import { markup } from '../html.ts'
import { roleNames } from '../marks.ts'
import type { Role } from '../marks.ts'
import type { Page } from '../page.ts'

/** What these pages are given of the request. */
export interface Opened {
  sandbox: Pick<Sandbox, 'base' | 'prefix' | 'origin'>
  /** Whose address was opened, as the lab calls it. */
  role: string
  /** The clock of the sandbox; absent where there is no such sandbox. */
  clock?: ShownClock | undefined
  /** What a person quotes in a report. */
  requestId: string
}

/** What a request opens. @param home to whose start page it leads where the request names no sandbox */
export function openedBy(request: FastifyRequest, home?: Sandbox): Opened {
  const sandbox = request.sandbox as Sandbox | null
  return {
    sandbox: (sandbox ?? home)!,
    ...(sandbox && { clock: clockOf(sandbox) }),
    role: request.role,
    requestId: request.id,
  }
}

/** What stands around these pages. */
export function openedFrame({ sandbox, role, clock, requestId }: Opened, title: string): Page {
  const speaker: Role = isShown(role) ? role : 'lab'
  return {
    title: `${title} · ${roleNames[speaker]}`,
    sandbox,
    role: speaker,
    path: `/${role}`,
    main: 'desk wide',
    foot: {
      left: clock === undefined ? 'OAuth Lab' : clockLine(clock),
      right: markup`Request <code class="id">${requestId}</code>`,
    },
  }
}

function isShown(role: string): role is 'authserver' | 'resserver' | 'client' {
  return ['authserver', 'resserver', 'client'].includes(role)
}
