import { useState } from 'react'
import { base, prefix } from '../base.ts'
import { openSandbox } from '../lab/sandbox-link.tsx'
import { useSandboxes } from '../lab/use-sandboxes.ts'
import { Menu } from '../parts/menu.tsx'

/** The name of this sandbox. */
const here = prefix === '' ? 'default' : decodeURIComponent(prefix).slice(2)
const nameOf = (id: string) => (id === 'default' ? 'Lab' : id)

/** Which sandbox this is, and the way to the others. */
export function SandboxMenu() {
  const [isWanted, setIsWanted] = useState(prefix === '')
  const { sandboxes } = useSandboxes({ isWanted })
  const shown = sandboxes.length > 0 ? sandboxes : [{ id: here, base }]
  const entries = shown.map(({ id, base }) => {
    const path = new URL(base).pathname.replace(/\/$/, '')
    const label = (
      <>
        {nameOf(id)}
        <code>{`${path}/`}</code>
      </>
    )
    const onAction = () => void openSandbox(id, `${path}/console/`)
    return { key: id, label, current: path === prefix, onAction }
  })
  return (
    <Menu
      entries={entries}
      className="button small opens"
      onOpenChange={(isOpen) => isOpen && setIsWanted(true)}
    >
      <span className="hidden">Sandbox: </span>
      {nameOf(here)}
    </Menu>
  )
}
