import { answerOf, dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { useTitle } from '../../parts/use-title.ts'
import { Customization } from '../shared/customization.tsx'
import type { HookModule, HooksApi } from '../shared/customization.tsx'

const path = '/authserver/admin/api/hooks'
const condition = (etag: string | undefined) => ({ header: { 'if-match': etag } })
const api: HooksApi = {
  read: () => answerOf<HookModule>(authserver.GET(path)),
  put: (text, etag) =>
    dataOf(authserver.PUT(path, { params: condition(etag), body: { text } } as never) as never),
  remove: (etag) => dataOf(authserver.DELETE(path, { params: condition(etag) } as never) as never),
}

/** The hooks of the authorization server. */
export function Component() {
  useTitle('Customization', 'Authorization server')
  return <Customization role="authserver" api={api} />
}
