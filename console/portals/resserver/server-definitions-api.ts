import { dataOf } from '../../api/answer.ts'
import { resserver } from '../../api/api.ts'
import { questionOf } from '../../parts/list-address.ts'
import type { Page } from '../../parts/use-rows.ts'
import type {
  Discovery,
  ServerDefinition,
  ServerDefinitionsApi,
} from '../shared/server-definitions-api.ts'

const path = '/resserver/admin/api/server-definitions'

export const serverDefinitions: ServerDefinitionsApi = {
  list(wanted) {
    const query = questionOf({ ...wanted, filters: {} })
    return dataOf<Page<ServerDefinition>>(resserver.GET(path, { params: { query } }))
  },
  open: (id) =>
    dataOf<ServerDefinition>(resserver.GET(`${path}/{id}`, { params: { path: { id } } })),
  discover: (body) => dataOf<Discovery>(resserver.POST(`${path}/discover`, { body })),
  create: (body) => dataOf<ServerDefinition>(resserver.POST(path, { body })),
  remove: (id) => dataOf(resserver.DELETE(`${path}/{id}`, { params: { path: { id } } })),
}
