import { equal } from 'node:assert/strict'
import type { Learner } from './learner.ts'
import type { Solution } from './solution.ts'

const configuration = 'resserver/admin/api/configuration'
const text = `export function generateToken({ user }) {
  const groups = user?.username === 'developer' ? ['administrator'] : []
  return { accessToken: { sub: 'nobody', groups } }
}
`

/** The steps before the hook, which any lab takes. */
export async function nameTheUsers(
  learner: Learner,
): Promise<(mapping: object) => Promise<unknown>> {
  const { administer, done, missing, press, signIn, logOut, browser, base } = learner
  await browser.open(`${base}/client/application/machine`)
  await missing(
    1,
    /^That token is the client’s own \[A\]\(exchange:.*\): `tokenUsername` is null\./,
  )
  await signIn()
  await done(1)
  await press('call')
  await logOut()
  await signIn({ user: 'superuser', password: 'SYS' })
  await done(2)
  await logOut()

  const { body } = await administer('GET', configuration)
  const map = (mapping: object) => administer('PUT', configuration, { ...body, mapping })
  await map({ username: 'nick' })
  await missing(3, /^No source holds the claim `nick`\. The trial on the mapping page lists/)
  await map({ username: 'preferred_username' })
  await signIn()
  await done(3)
  return map
}

export const delegation: Solution = {
  async solve(learner) {
    const { administer, done, press } = learner
    const map = await nameTheUsers(learner)
    equal((await administer('PUT', 'authserver/admin/api/hooks', { text })).status, 200)
    await press('refresh')
    await done(4)
    await map({ username: 'preferred_username', roles: { claim: 'groups' } })
    await press('call')
    await done(5)
  },
  blunders: [],
}
