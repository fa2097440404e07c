import { useState } from 'react'
import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Icon } from './icon.tsx'
import { usePhone } from './use-phone.ts'

/**
 * The filters of a list. On a phone those that are on stay, and "Filter" opens all of them as a sheet.
 * @param more filters that are no chips: the sheet has them too
 */
export function FilterChips({ children, more }: { children: ReactNode; more?: ReactNode }) {
  const isPhone = usePhone()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <div className="chips" role="group" aria-label="Filters">
        {children}
        {isPhone && (
          <button className="chip phone-only" type="button" onClick={() => setOpen(true)}>
            <Icon name="add" />
            Filter
          </button>
        )}
      </div>
      {more}
      <ModalOverlay
        className="scrim from-below"
        isOpen={isPhone && isOpen}
        isDismissable
        onOpenChange={setOpen}
      >
        <Modal className="sheet">
          <Dialog>
            <header>
              <Heading slot="title" level={2}>
                Filter
              </Heading>
              <button
                className="copy"
                type="button"
                aria-label="Close"
                autoFocus
                onClick={() => setOpen(false)}
              >
                <Icon name="close" />
              </button>
            </header>
            <div className="chips">{children}</div>
            {more}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  )
}
