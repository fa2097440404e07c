import type { ComponentProps, MouseEvent } from 'react'
import { lab } from '../api/api.ts'

/**
 * Goes to another sandbox's console; who is signed in at the lab is signed in there on the way. Where that is
 * refused, the page that opens asks for a sign-in.
 */
export async function openSandbox(id: string, address: string): Promise<void> {
  if (id !== 'default') {
    await lab
      .POST('/control/api/sandboxes/{id}/session', { params: { path: { id } } })
      .catch(() => undefined)
  }
  location.assign(address)
}

/** A link to another sandbox's console, for who administers the whole lab. */
export function SandboxLink({
  sandbox,
  href,
  ...rest
}: Omit<ComponentProps<'a'>, 'href'> & { sandbox: string; href: string }) {
  const open = (event: MouseEvent) => {
    // Another tab or window is the browser's to open.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    void openSandbox(sandbox, href)
  }
  return <a {...rest} href={href} onClick={open} />
}
