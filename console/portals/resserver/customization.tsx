import { answerOf, dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { useTitle } from '../../parts/use-title.ts'
import { Customization } from '../shared/customization.tsx'
import type { HookModule, HooksApi } from '../shared/customization.tsx'

const path = '/resserver/admin/api/hooks'
const api: HooksApi = {
  read: () => answerOf<HookModule>(resserver.GET(path)),
  put: (text, etag) =>
    dataOf(
      resserver.PUT(path, {
        params: { header: { 'if-match': etag } },
        body: { text },
      } as never) as never,
    ),
  remove: (etag) =>
    dataOf(resserver.DELETE(path, { params: { header: { 'if-match': etag } } } as never) as never),
}

/** The hooks of the resource server. */
export function Component() {
  useTitle('Customization', 'Resource server')
  return <Customization role="resserver" api={api} />
}
