import { useQuery, useQueryClient } from '@tanstack/react-query'
import { dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { PortalHead } from '../../frame/portal.tsx'
import { AskedAction } from '../../parts/action.tsx'
import { List } from '../../parts/list.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { OpenRow, Panel, useOpen } from '../../parts/panel.tsx'
import { LabMoment } from '../../parts/times.tsx'
import { questionOf } from '../../parts/list-address.ts'
import { useTitle } from '../../parts/use-title.ts'

const path = '/authserver/admin/api/mails'

/** The outbox: mails to users, which never leave the lab. */
export function Component() {
  useTitle('Outbox', 'Authorization server')
  const { open } = useOpen()
  const queries = useQueryClient()
  return (
    <>
      <PortalHead
        title="Outbox"
        actions={
          <AskedAction
            label="Empty the outbox"
            title="Empty the outbox?"
            keep="Keep the mails"
            go="Empty it"
            act={() => dataOf(authserver.DELETE(path))}
            onDone={() => void queries.invalidateQueries({ queryKey: ['authserver'] })}
          >
            <p>All mails are deleted. Their links stay good until they end.</p>
          </AskedAction>
        }
      >
        <p>
          What this server wrote to its users. No mail leaves the lab: whoever would read it reads
          it here.
        </p>
      </PortalHead>
      <div className={open === undefined ? undefined : 'with-panel'}>
        <List
          name="Outbox"
          queryKey={['authserver', 'mails']}
          load={(address) => {
            const query = questionOf(address)
            return dataOf(authserver.GET(path, { params: { query } }))
          }}
          rowKey={({ id }) => id}
          isChosen={({ id }) => id === open}
          sort={{ by: 'created', order: 'desc' }}
          search="Address or subject"
          columns={[
            {
              key: 'subject',
              title: 'Mail',
              cell: ({ id, subject }) => (
                <span className="name">
                  <OpenRow id={id}>{subject}</OpenRow>
                </span>
              ),
            },
            { key: 'to', title: 'To', sort: 'to', cell: ({ to }) => <code>{to}</code> },
            {
              key: 'created',
              title: 'Sent',
              sort: 'created',
              cell: ({ createdAt }) => <LabMoment iso={createdAt} />,
            },
          ]}
          nothing={
            <p>
              <b>No mails</b> One is written when somebody asks at the sign-in page for an account
              or another password. The settings <code>userRegistration</code> and{' '}
              <code>passwordReset</code> turn that on.
            </p>
          }
        />
        {open !== undefined && <Mail id={open} />}
      </div>
    </>
  )
}

/** One mail; its links can be followed. */
function Mail({ id }: { id: string }) {
  const mail = useQuery({
    queryKey: ['authserver', 'mail', id],
    queryFn: () => dataOf(authserver.GET(`${path}/{id}`, { params: { path: { id } } })),
  })
  return (
    <Panel title={mail.data?.subject ?? 'Mail'}>
      <Loaded name="The mail" queries={[mail]}>
        {() => (
          <section>
            <dl className="kv">
              <div>
                <dt>to</dt>
                <dd>{mail.data!.to}</dd>
              </div>
            </dl>
            <p className="mail">{linked(mail.data!.text)}</p>
          </section>
        )}
      </Loaded>
    </Panel>
  )
}

/** The text with its addresses as links. */
function linked(text: string) {
  return text.split(/(https:\/\/\S+)/).map((part, at) =>
    at % 2 === 1 ? (
      <a key={part} href={part}>
        {part}
      </a>
    ) : (
      part
    ),
  )
}
