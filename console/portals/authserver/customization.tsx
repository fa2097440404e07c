import { answerOf, dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { ifMatch } from '../../api/if-match.ts'
import { useTitle } from '../../parts/use-title.ts'
import { Customization } from '../shared/customization.tsx'
import type { HookModule, HooksApi } from '../shared/customization.tsx'

const path = '/authserver/admin/api/hooks'
const api: HooksApi = {
  read: () => answerOf<HookModule>(authserver.GET(path)),
  put: (text, etag) =>
    dataOf(authserver.PUT(path, { params: { header: ifMatch(etag) }, body: { text } })),
  remove: (etag) => dataOf(authserver.DELETE(path, { params: { header: ifMatch(etag) } })),
}

/** The hooks of the authorization server. */
export function Component() {
  useTitle('Customization', 'Authorization server')
  return <Customization role="authserver" api={api} />
}
