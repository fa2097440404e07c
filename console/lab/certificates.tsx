import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { sessionQuery } from '../api/session.ts'
import { PortalHead } from '../frame/portal.tsx'
import { Clause } from '../parts/clause.tsx'
import { Copy } from '../parts/copy.tsx'
import { download } from '../parts/download.ts'
import { Failure } from '../parts/failure.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useTitle } from '../parts/use-title.ts'

const ways = [
  ['This browser and this machine', './lab trust'],
  ['curl', 'curl --cacert root.crt …'],
  ['Node.js', 'NODE_EXTRA_CA_CERTS=root.crt node …'],
  ['Java', 'keytool -importcert -alias oauth-lab -file root.crt -keystore truststore.p12'],
] as const

/** The certificates of the web server, and how to trust them. */
export function Component() {
  useTitle('Certificates', 'Tools')
  const queries = useQueryClient()
  const session = useQuery(sessionQuery)
  const certificates = useQuery({
    queryKey: ['certificates'],
    queryFn: () => dataOf(control.GET('/control/api/certificates')),
  })
  const renew = useMutation({
    mutationFn: () => dataOf(control.POST('/control/api/certificates/renew')),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['certificates'] }),
  })
  return (
    <>
      <PortalHead title="Certificates">
        <p>They certify the web server for TLS. They sign no token.</p>
      </PortalHead>
      <Loaded name="The certificates" queries={[certificates]}>
        {() => {
          const { leaf, root, renewable } = certificates.data!
          return (
            <div className="stack">
              {renew.error && <Failure title="It was not renewed" error={renew.error} />}
              <section className="card stack">
                <h2>The web server’s own</h2>
                <dl className="kv">
                  <div>
                    <dt>for</dt>
                    <dd>{leaf.names.join(', ')}</dd>
                  </div>
                  <div>
                    <dt>until</dt>
                    <dd>{leaf.notAfter.slice(0, 10)}</dd>
                  </div>
                  <div>
                    <dt>SHA-256</dt>
                    <dd>{leaf.fingerprint}</dd>
                  </div>
                </dl>
                {renewable && session.data?.wholeLab && (
                  <p className="row">
                    <button
                      className="button small"
                      type="button"
                      disabled={renew.isPending}
                      onClick={() => renew.mutate()}
                    >
                      Renew it
                    </button>
                    <span className="note">
                      The roles go on; open connections keep the old one.
                    </span>
                  </p>
                )}
              </section>
              <section className="card stack">
                <h2>The root that certifies it</h2>
                <p className="note">
                  Made on this machine at first start. It may certify names of this lab and nothing
                  else: its name constraints are critical. <Clause clause="RFC 5280 §4.2.1.10" />
                </p>
                <dl className="kv">
                  <div>
                    <dt>until</dt>
                    <dd>{root.notAfter.slice(0, 10)}</dd>
                  </div>
                  <div>
                    <dt>SHA-256</dt>
                    <dd>{root.fingerprint}</dd>
                  </div>
                </dl>
                <p className="row">
                  <button
                    className="button small"
                    type="button"
                    onClick={() => download('root.crt', 'application/x-x509-ca-cert', root.pem)}
                  >
                    Download root.crt
                  </button>
                </p>
                <h3>How to trust it</h3>
                <dl className="kv">
                  {ways.map(([who, command]) => (
                    <div key={who}>
                      <dt>{who}</dt>
                      <dd>
                        {command} <Copy text={command} what="the command" />
                      </dd>
                    </div>
                  ))}
                </dl>
              </section>
            </div>
          )
        }}
      </Loaded>
    </>
  )
}
