import type { ReactNode } from 'react'
import { ApiError } from '../api/answer.ts'
import { Icon } from './icon.tsx'

/** Says what failed, in the place of what failed; the rest of the page stays. */
export function Failure({
  title,
  error,
  again,
  children,
}: {
  title: string
  error: Error
  /** Tries again, where that can help. */
  again?: (() => void) | undefined
  children?: ReactNode
}) {
  const request = error instanceof ApiError ? error.request : undefined
  const problems = error instanceof ApiError ? error.problems : []
  return (
    <div className="alert fail" role="alert">
      <Icon name="fail" className="state" />
      <h2>{title}</h2>
      <p>
        {error.message}
        {request && (
          <>
            {' '}
            Request <code>{request}</code>.
          </>
        )}
      </p>
      {problems.length > 0 && (
        <ul>
          {problems.map(({ path, message, remedy }) => (
            <li key={path + message}>
              <code>{path}</code> {message}
              {remedy && `. ${remedy}`}
            </li>
          ))}
        </ul>
      )}
      {children}
      {again && (
        <div className="row">
          <button className="button small" type="button" onClick={again}>
            Try again
          </button>
        </div>
      )}
    </div>
  )
}
