import { equal } from 'node:assert/strict'
import { clientToken } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import type { Solution } from './solution.ts'

const definitions = 'client/admin/api/server-definitions'
const api = '/resserver/protected-resources/'

export const trust: Solution = {
  async solve(learner) {
    const { administer, control, done, missing, call, press, base, trustedFetch } = learner
    const { steps, files } = await control.lessons.read('trust')
    const [, issuer2 = ''] = /`(https:[^`]+)\/` and press Discover/.exec(steps[0]!.todo) ?? []
    const base2 = issuer2.replace('/authserver/oauth2', '')
    const discover = (issuer: string, more: object = {}) =>
      administer('POST', `${definitions}/discover`, { issuer, ...more })
    await discover(`${issuer2}/`)
    equal((await administer('POST', definitions, { issuer: issuer2 })).status, 201)
    await done(1)

    const elsewhere = new URL(learner.issuer)
    elsewhere.hostname = elsewhere.hostname === '127.0.0.1' ? 'localhost' : '127.0.0.1'
    await discover(elsewhere.href)
    await done(2)

    await discover(issuer2)
    await missing(
      3,
      /^The lab’s root vouches for this certificate \[D\]\(exchange:.*what stays away\./,
    )
    const authority = files.find(({ name }) => name === 'other-root.crt')!.text
    await discover(issuer2, { authority })
    await discover(issuer2)
    await done(3)

    const second = { base: base2, issuer: issuer2, trustedFetch }
    const token = await clientToken(second, await registerClient(second))
    equal((await call(api, token)).status, 401)
    await done(4)

    await learner.signIn()
    await press('refresh')
    await missing(5, /^Both tokens have the key .*\. Rotate, then press Refresh\.$/)
    await control.keys.rotate()
    await press('call')
    await press('refresh')
    await done(5)
    equal(base === '', false)
    await control.renewCertificate()
    await press('call')
    await done(6)
  },
  blunders: [],
}
