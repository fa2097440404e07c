import { answerOf, dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { ifMatch } from '../../api/if-match.ts'
import { useTitle } from '../../parts/use-title.ts'
import { Customization } from '../shared/customization.tsx'
import type { HookModule, HooksApi } from '../shared/customization.tsx'

const path = '/resserver/admin/api/hooks'
const api: HooksApi = {
  read: () => answerOf<HookModule>(resserver.GET(path)),
  put: (text, etag) =>
    dataOf(resserver.PUT(path, { params: { header: ifMatch(etag) }, body: { text } })),
  remove: (etag) => dataOf(resserver.DELETE(path, { params: { header: ifMatch(etag) } })),
}

/** The hooks of the resource server. */
export function Component() {
  useTitle('Customization', 'Resource server')
  return <Customization role="resserver" api={api} />
}
