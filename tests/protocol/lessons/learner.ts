import { setTimeout as pause } from 'node:timers/promises'
import { deepEqual, equal, match, ok } from 'node:assert/strict'
import type { LessonCheck } from '@oauth-lab/kit/admin/lesson-document.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { noteSecretsIn } from '../../secrets.ts'
import type { TestLab } from '../../test-lab.ts'
import { administer } from '../support/administer.ts'
import { readAnswer } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import { basic } from '../support/code-flow.ts'
import type { Place } from '../support/place.ts'
import { browserFetch } from './browser-fetch.ts'

/** Between two questions, milliseconds: each asks every role, which has other work. */
const between = 100

type Step = LessonCheck['steps'][number]

/** Somebody who does a lesson in its sandbox. */
export interface Learner extends Place {
  control: TestLab['control']
  /** What a browser sends says that it is one. */
  browser: Browser
  /** A browser that knows nothing of the other one. */
  privateWindow(): Browser
  /** The same for a script in a page. */
  script: Fetch
  client(name: string): Promise<{ client_id: string }>
  check(): Promise<LessonCheck>
  /** Waits until a step is done; throws with what is missing when it is missed. */
  done(step: number): Promise<Step>
  /** Waits until a step says what is missing, and returns it. */
  missing(step: number, text: RegExp): Promise<NonNullable<Step['missing']>>
  /** A form sent by a program, by HTTP Basic where a secret is told. */
  post(
    path: string,
    form: Record<string, string>,
    client?: { client_id: string; client_secret: string },
  ): Promise<Awaited<ReturnType<typeof readAnswer>>>
  /** A resource, called by a program. */
  call(path: string, token?: string): Promise<Awaited<ReturnType<typeof readAnswer>>>
  /** Asks a management API as the administrator. */
  administer(
    method: string,
    path: string,
    body?: object,
  ): Promise<Awaited<ReturnType<typeof readAnswer>>>
  /** Opens the web client, signs in and answers the consent page, where they are asked for. */
  signIn(wanted?: SignIn): Promise<Page>
  logOut(): Promise<Page>
  /** Presses a button of the web client: `call`, `refresh`, `logout`. */
  press(button: string): Promise<Page>
}

export interface SignIn {
  user?: string
  password?: string
  /** Allowed scopes; all that are asked for, unless told. */
  scopes?: string[]
  answer?: 'allow' | 'deny'
  /** Where it begins. */
  at?: string
}

/** Starts a lesson. */
export async function startLesson(lab: TestLab, name: string): Promise<Learner> {
  const { base, issuer } = await lab.control.lessons.start(name)
  return learnerAt(lab, base, issuer, name)
}

export function learnerAt(lab: TestLab, base: string, issuer: string, name: string): Learner {
  const { trustedFetch } = lab
  const control = lab.control.in(base)
  const browser = createBrowser(browserFetch(lab, 'navigate'))
  const script = browserFetch(lab, 'cors')
  const application = `${base}/client/application/`
  const check = () => control.lessons.check(name)
  const press = async (button: string) =>
    browser.submit(await browser.open(application), { do: button })
  const allow = async (signInPage: Page, { scopes, answer = 'allow' }: SignIn): Promise<Page> => {
    if (!signInPage.text.includes('value="allow"')) return signInPage
    const asked = [...signInPage.text.matchAll(/name="scope"[^>]*value="([^"]+)"/g)].map(
      ([, scope]) => scope!,
    )
    return browser.submit(signInPage, { scope: scopes ?? asked, answer })
  }
  return {
    base,
    issuer,
    trustedFetch,
    control,
    browser,
    privateWindow: () => createBrowser(browserFetch(lab, 'navigate')),
    script,
    async client(client_name) {
      const [found] = await control.clients.list({ client_name, limit: 1 })
      ok(found, `no client ${client_name}`)
      return found
    },
    check,
    async done(number) {
      const deadline = AbortSignal.timeout(15_000)
      for (;;) {
        const { steps } = await check()
        const step = steps[number - 1]!
        if (step.state === 'done') return step
        if (deadline.aborted) {
          throw new Error(`step ${number} is not done: ${JSON.stringify(step, null, 1)}`)
        }
        await pause(between)
      }
    },
    async missing(number, text) {
      const deadline = AbortSignal.timeout(15_000)
      for (;;) {
        const { steps } = await check()
        const { missing, state, lines } = steps[number - 1]!
        equal(state, 'open', `step ${number}`)
        if (missing !== undefined && text.test(missing.text)) return missing
        if (deadline.aborted) {
          throw new Error(`step ${number} says ${JSON.stringify({ missing, lines }, null, 1)}`)
        }
        await pause(between)
      }
    },
    post(path, form, client) {
      const headers = client && { authorization: basic(client.client_id, client.client_secret) }
      const body = new URLSearchParams(form)
      noteSecretsIn(body)
      return readAnswer(
        trustedFetch(`${base}${path}`, { method: 'POST', body, ...(headers && { headers }) }),
      )
    },
    call: (path, token) =>
      readAnswer(
        trustedFetch(`${base}${path}`, {
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        }),
      ),
    administer: (method, path, body) =>
      administer({ base, issuer, trustedFetch }, method, path, body),
    async signIn(wanted = {}) {
      const { user = 'developer', password = 'test', at = `${application}login` } = wanted
      let asked = await browser.open(at)
      if (asked.text.includes('name="password"')) {
        asked = await browser.submit(asked, { login: user, password })
      }
      return allow(asked, wanted)
    },
    async logOut() {
      let out = await press('logout')
      while (out.text.includes('value="yes"')) out = await browser.submit(out, { answer: 'yes' })
      return out
    },
    press,
  }
}

/** Somebody who only looks hears of every step's first line that it was not seen. */
export function requireIdle({ steps, state }: LessonCheck): void {
  equal(state, 'under-way')
  deepEqual(
    steps.map((step) => step.state),
    steps.map((_, at) => (at === 0 ? 'open' : 'to-come')),
  )
  for (const { lines, look, answer, missing } of steps) {
    ok(lines.length > 0)
    ok(lines.every(({ seen, words }) => !seen && words !== ''))
    ok(look !== '' && answer !== '')
    // In a lab that others use, somebody may do the same at its own address.
    if (missing !== undefined) match(missing.text, /^You worked at /)
  }
}
