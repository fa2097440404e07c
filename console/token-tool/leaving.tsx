import { RoleShape } from '../parts/role-shape.tsx'
import type { PublishedKeys } from './published-keys.ts'

/** Which addresses were asked for keys; what is pasted goes nowhere. */
export function Leaving({ published }: { published: PublishedKeys | undefined }) {
  return (
    <aside className="margin stack" aria-labelledby="leaves">
      <h2 id="leaves">What leaves your browser</h2>
      <p>
        Nothing that you paste is sent or kept, unless you have a token made again, or an address
        asked.
      </p>
      {published && published.by !== 'nobody' && (
        <>
          <p className="route">
            <RoleShape role="browser" label="Browser" />
            <svg className="arrow browser" role="img" aria-label="asks, by a direct call">
              <use href="#i-back-ask" />
            </svg>
            {published.by === 'browser' ? (
              <RoleShape role="authserver" label="Authorization server" />
            ) : (
              <RoleShape role="door" label="The lab" />
            )}
            <span>
              {published.by === 'browser' ? 'One request' : 'The issuer; the lab asked it'}
            </span>
          </p>
          <dl className="kv">
            {published.asked.map(({ url, status, ms }) => (
              <div key={url}>
                <dt>GET</dt>
                <dd>{url}</dd>
                <dd className="mean">
                  {status}, {ms} ms
                </dd>
              </div>
            ))}
            <div>
              <dt>keys</dt>
              <dd>{published.keys.length}</dd>
            </div>
          </dl>
        </>
      )}
      {published?.by === 'nobody' && <p>Nobody was asked: you pasted the keys.</p>}
    </aside>
  )
}
