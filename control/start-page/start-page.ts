import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { clockLine } from '@oauth-lab/kit/pages/clock-line.ts'
import { consoleAddress } from '@oauth-lab/kit/pages/console-link.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import { createPages } from '@oauth-lab/kit/pages/pages.ts'
import type { Page } from '@oauth-lab/kit/pages/page.ts'
import { day } from '@oauth-lab/kit/pages/text.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { course } from '../lessons/course/course.ts'
import { addressesOf } from './addresses.ts'
import { drawnFlows } from './drawn-flows.ts'
import { firstSteps } from './first-steps.ts'
import { instancesOf } from './instances.ts'
import { setUpSteps } from './set-up-steps.ts'
import type { Lamp, StartModel } from './start-model.ts'
import { words } from './words.ts'

/** Creates the start page: what each instance is, with its addresses and who may log in. */
export function createStartPage(): (model: StartModel) => string {
  const pages = createPages(new URL('control/start-page/', projectFolder))
  return (model) => {
    const { sandbox, lamps, clock, certificateEnd } = model
    const { host } = new URL(sandbox.origin)
    return pages.render('start', {
      ...model,
      page: {
        title: 'Start',
        sandbox,
        role: 'lab',
        navigation: 'start',
        main: 'page',
        sheets: ['start.css'],
        foot: {
          left: clockLine(clock),
          right:
            certificateEnd !== undefined &&
            markup`Certificate of <code>${host}</code> good until <code>${day(certificateEnd)}</code>`,
        },
      } satisfies Page,
      withoutTls: isPlain(sandbox),
      allUp: lamps.every(({ up }) => up),
      lampOf: (role: Lamp['role']) => lamps.find((lamp) => lamp.role === role),
      steps: model.missing.length > 0 ? setUpSteps(model) : firstSteps(model),
      flows: drawnFlows,
      lesson: consoleAddress(sandbox, `lessons/${course[0]!.name}`),
      console: consoleAddress(sandbox),
      words,
      glossary: consoleAddress(sandbox, 'lessons/glossary'),
      addresses: addressesOf(sandbox.base, model.issuer),
      instances: instancesOf(model),
    })
  }
}
