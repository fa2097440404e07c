import type { FastifyInstance } from 'fastify'
import { AdminError, refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import {
  BackchannelAnswer,
  BackchannelPage,
  BackchannelQuestion,
  StoredBackchannelRequest,
} from '@oauth-lab/kit/admin/backchannel-document.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { answerBackchannel } from '../backchannel/answer-backchannel.ts'
import { findBackchannelRow, readRequest, stateOf } from '../backchannel/backchannel-requests.ts'
import { allowAlone } from '../interaction/answer-alone.ts'
import {
  findBackchannelRequest,
  findBackchannelRequests,
} from '../inventory/find-backchannel-requests.ts'
import type { AuthServer } from '../server.ts'
import { openManaged } from './open-managed.ts'

/** What clients ask of users who are elsewhere (CIBA Core §7.1): listed, and answered in their place. */
export function backchannelRoutes(api: FastifyInstance, server: AuthServer): void {
  const { db } = server
  const listed = { querystring: BackchannelQuestion, response: { 200: BackchannelPage } }
  api.get('/backchannel-requests', { schema: listed }, ({ sandbox, query }) =>
    findBackchannelRequests(db, sandbox, readDocument(BackchannelQuestion, query)),
  )
  const answered = {
    params: ById,
    body: BackchannelAnswer,
    response: { 200: StoredBackchannelRequest },
  }
  api.post('/backchannel-requests/:id/answer', { schema: answered }, async (request, reply) => {
    const { id } = readDocument(ById, request.params)
    const { answer, scopes, amr } = readDocument(BackchannelAnswer, request.body)
    const exchange = await openManaged(server, request, reply)
    const row = await findBackchannelRow(exchange, id)
    if (row === undefined) refuseUnknown(`There is no backchannel request ${id}.`)
    const state = stateOf(row, exchange)
    if (state !== 'waiting') throw new AdminError(409, 'answered', `It is ${state} already.`)
    const wanted = readRequest(row)
    const { sub } = wanted
    if (answer === 'deny') await answerBackchannel(exchange, wanted, 'denied')
    else {
      const allowed = wanted.scopes.filter(
        (one) => one === 'openid' || scopes?.includes(one) !== false,
      )
      const alone = { because: 'The admin API answered.', scopes: allowed }
      await allowAlone(exchange, { kind: 'backchannel', wanted }, alone, { sub, amr })
    }
    return (await findBackchannelRequest(db, request.sandbox, id))!
  })
}
