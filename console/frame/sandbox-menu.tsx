import { useQuery } from '@tanstack/react-query'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { sessionQuery } from '../api/session.ts'
import { base, prefix } from '../base.ts'
import { Menu } from '../parts/menu.tsx'

/** The name of this sandbox. */
const here = prefix === '' ? 'default' : decodeURIComponent(prefix).slice(2)
const nameOf = (id: string) => (id === 'default' ? 'Lab' : id)

/** Which sandbox this is, and the way to the others. */
export function SandboxMenu() {
  const { data: session } = useQuery(sessionQuery)
  const { data = [{ id: here, base }] } = useQuery({
    queryKey: ['sandboxes'],
    queryFn: () => dataOf(control.GET('/control/api/sandboxes')),
    refetchInterval: 30_000,
    enabled: session?.wholeLab === true,
  })
  const entries = data.map(({ id, base }) => {
    const path = new URL(base).pathname.replace(/\/$/, '')
    const label = (
      <>
        {nameOf(id)}
        <code>{`${path}/`}</code>
      </>
    )
    return { key: id, label, current: path === prefix, href: `${path}/console/` }
  })
  return (
    <Menu entries={entries} className="button small opens">
      <span className="hidden">Sandbox: </span>
      {nameOf(here)}
    </Menu>
  )
}
