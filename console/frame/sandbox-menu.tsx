import { base, prefix } from '../base.ts'
import { useSandboxes } from '../lab/use-sandboxes.ts'
import { Menu } from '../parts/menu.tsx'

/** The name of this sandbox. */
const here = prefix === '' ? 'default' : decodeURIComponent(prefix).slice(2)
const nameOf = (id: string) => (id === 'default' ? 'Lab' : id)

/** Which sandbox this is, and the way to the others. */
export function SandboxMenu() {
  const { sandboxes } = useSandboxes()
  const shown = sandboxes.length > 0 ? sandboxes : [{ id: here, base }]
  const entries = shown.map(({ id, base }) => {
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
