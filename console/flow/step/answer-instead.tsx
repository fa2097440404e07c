import { useId, useState } from 'react'
import { errorCodes } from '@oauth-lab/explain/catalogue/error-codes.ts'

interface Answer {
  status: number
  body: { error: string; error_description?: string }
}

/** An answer of one's own, in the place of the one who was asked. */
export function AnswerInstead({ answer }: { answer: (answer: Answer) => void }) {
  const id = useId()
  const [status, setStatus] = useState('400')
  const [error, setError] = useState('invalid_grant')
  const [description, setDescription] = useState('')
  return (
    <details className="instead">
      <summary>Answer instead</summary>
      <div>
        <div className="field">
          <label htmlFor={`${id}s`}>Status</label>
          <input
            id={`${id}s`}
            type="number"
            min={200}
            max={599}
            value={status}
            onChange={({ target }) => setStatus(target.value)}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}e`}>Error</label>
          <span className="select">
            <select id={`${id}e`} value={error} onChange={({ target }) => setError(target.value)}>
              {Object.keys(errorCodes).map((code) => (
                <option key={code}>{code}</option>
              ))}
            </select>
          </span>
        </div>
        <div className="field wide">
          <label htmlFor={`${id}d`}>Description</label>
          <input
            id={`${id}d`}
            value={description}
            onChange={({ target }) => setDescription(target.value)}
          />
        </div>
        <button
          className="button small wide"
          type="button"
          onClick={() =>
            answer({
              status: Number(status),
              body: { error, ...(description !== '' && { error_description: description }) },
            })
          }
        >
          Answer
        </button>
      </div>
    </details>
  )
}
