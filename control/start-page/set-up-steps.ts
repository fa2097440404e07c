import { consoleAddress } from '@oauth-lab/kit/pages/console-link.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { FirstStep } from './first-steps.ts'
import type { MissingPart, StartModel } from './start-model.ts'

/** What is set up by hand in a blank lab, each at its instance's portal. */
export function setUpSteps({ sandbox, people, administrator, issuer, missing }: StartModel) {
  const { prefix } = sandbox
  const password = people.find(({ username }) => username === administrator)?.password
  const use =
    password !== undefined &&
    markup`Sign in as <code>${administrator}</code> with <code>${password}</code>. `
  const steps: Record<MissingPart, Omit<FirstStep, 'href'>> = {
    authserver: {
      text: 'Create the server definition',
      outcome: markup`${use}Until then the authorization server answers 503 and makes no tokens.`,
    },
    client: {
      text: 'Register Simple Web Page',
      outcome: markup`It reads the metadata of <code>${issuer}</code>. Register a client there, and choose it for the page.`,
    },
    resserver: {
      text: 'Tell the resource server whom to believe',
      outcome: 'It takes tokens of the server that it was told, and of no other.',
    },
  }
  return [
    ...missing.map((part): FirstStep => ({ ...steps[part], href: `${prefix}/${part}/admin/` })),
    {
      text: 'Or be led through it',
      href: consoleAddress({ prefix }, 'lessons/web-page'),
      outcome: 'Lesson 3 sets all of this up, one thing after the other, in about 25 minutes.',
    },
  ]
}
