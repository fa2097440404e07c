import type { ReactNode } from 'react'
import { Button, Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'

export interface MenuEntry {
  key: string
  label: ReactNode
  /** Begins a new group. */
  apart?: boolean
  current?: boolean
  href?: string
  onAction?: () => void
}

/** A button that opens a list of actions; arrow keys move, Escape closes, focus comes back. */
export function Menu({
  label,
  children,
  entries,
  className = 'button small',
  onOpenChange,
}: {
  /** What is read aloud for a button that shows a drawing only. */
  label?: string
  children: ReactNode
  entries: readonly MenuEntry[]
  className?: string
  onOpenChange?: (isOpen: boolean) => void
}) {
  return (
    <MenuTrigger {...(onOpenChange && { onOpenChange })}>
      <Button className={className} {...(label && { 'aria-label': label })}>
        {children}
      </Button>
      <Popover className="menu-popover" placement="bottom end" offset={4}>
        <AriaMenu className="menu-list" aria-label={label ?? 'Actions'}>
          {entries.map(({ key, label, apart, current, href, onAction }) => (
            <MenuItem
              key={key}
              id={key}
              textValue={typeof label === 'string' ? label : key}
              className={apart ? 'menu-item apart' : 'menu-item'}
              {...(current && { 'aria-current': true })}
              {...(href !== undefined && { href })}
              {...(onAction && { onAction })}
            >
              {label}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
