import { base } from '../../base.ts'
import { Copy } from '../../parts/copy.tsx'
import { download } from '../../parts/download.ts'
import { Icon } from '../../parts/icon.tsx'

/** A secret, shown once, and the Postman environment that holds it. */
export function IssuedSecret({
  id,
  secret,
  done,
}: {
  id: string
  secret: string
  done: () => void
}) {
  return (
    <div className="alert pass" role="status">
      <Icon name="pass" className="state" />
      <h2>Its secret, shown this once</h2>
      <dl className="kv">
        <div>
          <dt>client_id</dt>
          <dd>
            <code>{id}</code> <Copy text={id} what="the client_id" />
          </dd>
        </div>
        <div>
          <dt>client_secret</dt>
          <dd>
            <code>{secret}</code> <Copy text={secret} what="the client_secret" />
          </dd>
        </div>
      </dl>
      <div className="row">
        <button
          className="button small"
          type="button"
          onClick={() => downloadEnvironment(id, secret)}
        >
          Download a Postman environment
        </button>
        <button className="button small" type="button" onClick={done}>
          Hide it
        </button>
      </div>
    </div>
  )
}

/** Postman's own format for environments, with the names that the lab's collection uses. */
function downloadEnvironment(id: string, secret: string): void {
  const entries = [
    ['base', base, 'default'],
    ['client_id', id, 'default'],
    ['client_secret', secret, 'secret'],
  ] as const
  const environment = {
    name: `OAuth Lab: ${id}`,
    values: entries.map(([key, value, type]) => ({ key, value, type, enabled: true })),
    _postman_variable_scope: 'environment',
  }
  const text = JSON.stringify(environment, null, 2)
  download(`${id}.postman_environment.json`, 'application/json', text)
}
