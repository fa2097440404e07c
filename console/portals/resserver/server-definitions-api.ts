import { answerOf, dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { ifMatch } from '../../api/if-match.ts'
import { questionOf } from '../../parts/list-address.ts'
import type { Page } from '../../parts/use-rows.ts'
import type {
  Discovery,
  ServerDefinition,
  ServerDefinitionsApi,
} from '../shared/server-definitions-api.ts'

const path = '/resserver/admin/api/server-definitions'

export const serverDefinitions: ServerDefinitionsApi = {
  path,
  list(wanted) {
    const query = questionOf({ ...wanted, filters: {} })
    return dataOf<Page<ServerDefinition>>(resserver.GET(path, { params: { query } }))
  },
  open: (id) =>
    answerOf<ServerDefinition>(resserver.GET(`${path}/{id}`, { params: { path: { id } } })),
  discover: (body) => dataOf<Discovery>(resserver.POST(`${path}/discover`, { body })),
  create: (body) => answerOf<ServerDefinition>(resserver.POST(path, { body })),
  replace(id, body, etag) {
    const params = { path: { id }, header: ifMatch(etag) }
    return answerOf<ServerDefinition>(resserver.PUT(`${path}/{id}`, { params, body }))
  },
  remove: (id) => dataOf(resserver.DELETE(`${path}/{id}`, { params: { path: { id } } })),
}
