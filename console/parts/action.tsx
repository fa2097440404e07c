import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { Question } from './question.tsx'

/** A button for what can't be taken back: it asks first, with what will happen. */
export function AskedAction({
  label,
  title,
  keep,
  go,
  act,
  onDone,
  children,
}: {
  label: ReactNode
  title: string
  keep: string
  go: string
  act: () => Promise<unknown>
  onDone?: () => void
  /** What will happen. */
  children: ReactNode
}) {
  const [isAsked, setIsAsked] = useState(false)
  const action = useMutation({
    mutationFn: act,
    onSuccess() {
      setIsAsked(false)
      onDone?.()
    },
  })
  return (
    <>
      <button className="button small" type="button" onClick={() => setIsAsked(true)}>
        {label}
      </button>
      <Question
        isOpen={isAsked}
        title={title}
        keep={keep}
        go={go}
        isGoing={action.isPending}
        onKeep={() => setIsAsked(false)}
        onGo={() => action.mutate()}
      >
        {children}
        {action.error && <Failure title="It was not done" error={action.error} />}
      </Question>
    </>
  )
}
