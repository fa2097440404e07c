import { useMutation } from '@tanstack/react-query'
import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { base64url } from 'jose'
import { dataOf } from '../api/answer.ts'
import { control } from '../api/api.ts'
import { Failure } from '../parts/failure.tsx'

const hour = 3_600_000

/** Tokens to try the page with: one that is good, and four that fail, each for one reason. */
const examples: Readonly<Record<string, { wanted?: (now: number) => object; isChanged?: true }>> = {
  valid: {},
  'key not found': { wanted: () => ({ signedBy: 'unpublished' }) },
  'wrong thumbprint': { wanted: () => ({ header: { 'x5t#S256': 'A'.repeat(43) } }) },
  'changed data': { isChanged: true },
  expired: {
    wanted: (now) => ({ issuedAt: new Date(now - 2 * hour).toISOString(), expiresIn: 3600 }),
  },
}

/** Has the lab make a token to try the page with. */
export function Examples({
  client,
  now,
  show,
}: {
  /** To whom it is issued. */
  client: string
  /** Milliseconds since 1970. */
  now: number
  show: (token: string) => void
}) {
  const make = useMutation({
    mutationFn: async (name: string) => {
      const { wanted, isChanged } = examples[name]!
      const body = documentFor(client, wanted?.(now))
      const { token } = await dataOf(control.POST('/control/api/tokens', { body }))
      return isChanged ? withOtherScope(token) : token
    },
    onSuccess: show,
  })
  return (
    <>
      <p className="note try">
        None at hand? Try one:
        {Object.keys(examples).map((name) => (
          <button key={name} className="undo" type="button" onClick={() => make.mutate(name)}>
            {name}
          </button>
        ))}
      </p>
      {make.error && <Failure title="None was made" error={make.error} />}
    </>
  )
}

function documentFor(client: string, wanted: object | undefined) {
  return { client, scope: 'my/scope', store: false, ...wanted } as const
}

/** The same token with another scope, and the signature that it had. */
function withOtherScope(token: string): string {
  const [header, , signature] = token.split('.')
  const changed = { ...readJwt(token)!.claims, scope: 'my/scope my/delegated' }
  return `${header}.${base64url.encode(JSON.stringify(changed))}.${signature}`
}
