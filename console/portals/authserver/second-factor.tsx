import { useMutation, useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { AskedAction } from '../../parts/action.tsx'
import { Clause } from '../../parts/clause.tsx'
import { Copy } from '../../parts/copy.tsx'
import { Failure } from '../../parts/failure.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { askUsersAgain, usersPath } from './users-api.ts'
import type { User } from './users-api.ts'

/** The second factor of a user: turned on with a QR code, turned off. */
export function SecondFactor({ user }: { user: User }) {
  const { username, totp } = user
  const queries = useQueryClient()
  const params = { query: { username } }
  const turnOn = useMutation({
    mutationFn: () => dataOf(authserver.POST(`${usersPath}/totp`, { params })),
    onSuccess: () => askUsersAgain(queries),
  })
  const made = turnOn.data
  return (
    <section>
      <h3>Second factor</h3>
      {turnOn.error && <Failure title="It is as it was" error={turnOn.error} />}
      {made && (
        <div className="factor">
          <QrCode text={made.uri} label="QR code with the secret of the second factor" />
          <ol className="steps">
            <li>Scan it with an authenticator app.</li>
            <li>
              Or type <code>{made.secret}</code> <Copy text={made.secret} what="the secret" />
            </li>
            <li>From now on {username} needs both.</li>
          </ol>
        </div>
      )}
      <p className="row">
        {!totp && (
          <button
            className="button small"
            type="button"
            disabled={turnOn.isPending}
            onClick={() => turnOn.mutate()}
          >
            Turn on
          </button>
        )}
        {totp && (
          <AskedAction
            label="Make a new secret"
            title={`Make a new secret for ${username}?`}
            keep="Keep the old one"
            go="Make a new one"
            act={() => turnOn.mutateAsync()}
          >
            <p>Codes of the authenticator app that {username} has now are refused from then on.</p>
          </AskedAction>
        )}
        {totp && (
          <AskedAction
            label="Turn off"
            title={`Turn off the second factor of ${username}?`}
            keep="Keep it"
            go="Turn it off"
            act={() => dataOf(authserver.DELETE(`${usersPath}/totp`, { params }))}
            onDone={() => {
              turnOn.reset()
              askUsersAgain(queries)
            }}
          >
            <p>The password alone is enough then.</p>
          </AskedAction>
        )}
      </p>
      <p className="clause">
        <Clause clause="RFC 6238 §4" /> Codes follow the lab clock.
      </p>
    </section>
  )
}
