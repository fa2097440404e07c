import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

/**
 * A question before what can't be taken back. It says what will happen; focus begins on the harmless
 * button, and Escape is the same.
 */
export function Question({
  isOpen,
  title,
  children,
  keep,
  go,
  isGoing = false,
  onKeep,
  onGo,
}: {
  isOpen: boolean
  title: string
  children: ReactNode
  /** The harmless button, for example "Keep it". */
  keep: string
  /** The other one, for example "Delete 3 clients". */
  go: string
  isGoing?: boolean
  onKeep: () => void
  onGo: () => void
}) {
  return (
    <ModalOverlay
      className="scrim"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => !open && onKeep()}
    >
      <Modal>
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          <div className="row">
            <button className="button" type="button" autoFocus onClick={onKeep}>
              {keep}
            </button>
            <button className="button primary" type="button" disabled={isGoing} onClick={onGo}>
              {go}
            </button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
