import { sayValue } from '../../parts/say-value.ts'
import type { paths } from '../../api/dist/authserver.d.ts'
import type { AnswerOf } from '../../api/types.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { Chip } from '../../parts/chip.tsx'
import { FilterChips } from '../../parts/filter-chips.tsx'
import { FilterNote } from '../../parts/filter-note.tsx'
import { List } from '../../parts/list.tsx'
import type { Page } from '../../parts/use-rows.ts'
import type { ListAddress } from '../../parts/list-address.ts'
import { OpenRow, Panel, useOpen } from '../../parts/panel.tsx'
import { LabMoment } from '../../parts/times.tsx'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'

type Log = AnswerOf<paths['/authserver/admin/api/audit-log']['get']>

/** A change that an administrator made, or a request that the role refused. */
export type AuditEntry = Log['items'][number]

/** Who changed what at a role, and what it refused. */
export function AuditLog({
  role,
  load,
}: {
  /** Also the first part of the query's key. */
  role: string
  load: (address: ListAddress) => Promise<Page<AuditEntry>>
}) {
  const { open } = useOpen()
  const queries = useQueryClient()
  const pages = queries.getQueriesData<Page<AuditEntry>>({ queryKey: [role, 'audit'] })
  const entry = pages.flatMap(([, page]) => page?.items ?? []).find(({ id }) => id === open)
  return (
    <>
      <PortalHead title="Audit log">
        <p>
          Who changed what, and every request that was refused, with the check that failed. It holds
          no secret.
        </p>
      </PortalHead>
      <div className={entry === undefined ? undefined : 'with-panel'}>
        <List<AuditEntry>
          name="Audit log"
          queryKey={[role, 'audit']}
          load={load}
          rowKey={({ id }) => id}
          isChosen={({ id }) => id === open}
          sort={{ by: 'at', order: 'desc' }}
          search="Operation, name, subject or check"
          filters={
            <FilterChips>
              <Chip name="kind" value="change">
                Changes
              </Chip>
              <Chip name="kind" value="refusal">
                Refusals
              </Chip>
              <FilterNote name="client" words="about client" />
              <FilterNote name="user" words="about" />
            </FilterChips>
          }
          columns={[
            {
              key: 'at',
              title: 'When',
              sort: 'at',
              cell: ({ id, at }) => (
                <span className="name">
                  <OpenRow id={id}>
                    <LabMoment iso={at} />
                  </OpenRow>
                </span>
              ),
            },
            {
              key: 'who',
              title: 'Who',
              cell: ({ who }) => who ?? <span className="off">a peer</span>,
            },
            { key: 'what', title: 'What', cell: ({ operation }) => <code>{operation}</code> },
            {
              key: 'about',
              title: 'About',
              less: true,
              cell: ({ about }) => <code>{Object.values(about).join(' ')}</code>,
            },
            {
              key: 'outcome',
              title: 'Outcome',
              cell: ({ check, status, members }) => (
                <span>
                  {check === null ? `${status}` : <code>{check}</code>}
                  {members.length > 0 && <span className="sub">{members.join(', ')}</span>}
                </span>
              ),
            },
          ]}
          nothing={
            <p>
              <b>Nothing yet</b> What you change in this portal stands here, and what the role
              refuses.
            </p>
          }
        />
        {entry && <Opened entry={entry} />}
      </div>
    </>
  )
}

function Opened({ entry }: { entry: AuditEntry }) {
  const { at, who, operation, about, before, after, check, status, request } = entry
  return (
    <Panel title={operation}>
      <section>
        <dl className="kv">
          <div>
            <dt>when</dt>
            <dd>{at}</dd>
          </div>
          <div>
            <dt>who</dt>
            <dd>{who ?? 'a peer, by the protocol'}</dd>
          </div>
          {Object.entries(about).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          <div>
            <dt>answered</dt>
            <dd>{status}</dd>
          </div>
          {check !== null && (
            <div>
              <dt>check</dt>
              <dd>
                <Link to={`/policy?search=${encodeURIComponent(check)}`}>{check}</Link>
              </dd>
            </div>
          )}
          <div>
            <dt>request</dt>
            <dd>
              <Link to={`/flow?message=${request}`}>{request}</Link>
            </dd>
          </div>
        </dl>
      </section>
      {(before !== null || after !== null) && (
        <section>
          <h3>What changed</h3>
          <dl className="compare">
            <div>
              <dt>Before</dt>
              <dd>{before === null ? 'there was none' : sayValue(before)}</dd>
            </div>
            <div>
              <dt>After</dt>
              <dd>{after === null ? 'there is none' : sayValue(after)}</dd>
            </div>
          </dl>
        </section>
      )}
    </Panel>
  )
}
