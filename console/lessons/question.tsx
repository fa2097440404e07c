import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { Failure } from '../parts/failure.tsx'
import { Icon } from '../parts/icon.tsx'
import { LessonText } from './lesson-text.tsx'
import type { LessonStep, StepCheck } from './lesson-types.ts'

/** A question whose answer stands in the messages; one may try as often as one likes. */
export function Question({
  name,
  step,
  question,
  answered,
}: {
  name: string
  step: number
  question: NonNullable<LessonStep['question']>
  answered: StepCheck['answered']
}) {
  const [chosen, setChosen] = useState<string>()
  const queries = useQueryClient()
  const answer = useMutation({
    mutationFn: (id: string) =>
      dataOf(
        control.POST('/control/api/lessons/{name}/answers', {
          params: { path: { name } },
          body: { step, answer: id },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['lesson check', name] }),
  })
  const given = new Map(answered.map((one) => [one.answer, one]))
  return (
    <fieldset className="quiz">
      <legend>
        <span>Question; the answer stands in the messages</span>
        <LessonText text={question.text} />
      </legend>
      <ul>
        {question.answers.map(({ id, text }) => {
          const told = given.get(id)
          return (
            <li key={id} className={told && !told.right ? 'wrong' : undefined}>
              <label>
                <input
                  type="radio"
                  name={`q${step}`}
                  value={id}
                  checked={chosen === id}
                  onChange={() => setChosen(id)}
                />
                <span>
                  <LessonText text={text} />
                </span>
              </label>
              {told && (
                <div className={`answer ${told.right ? 'pass' : 'fail'}`}>
                  <Icon name={told.right ? 'pass' : 'fail'} className="state" />
                  <p>
                    <b className="word">{told.right ? 'Right.' : 'Not this one.'}</b>{' '}
                    <LessonText text={told.text} />
                  </p>
                </div>
              )}
            </li>
          )
        })}
      </ul>
      {answer.error && <Failure title="The answer was not taken" error={answer.error} />}
      <div className="submit">
        <button
          className="button small"
          type="button"
          disabled={chosen === undefined || answer.isPending}
          onClick={() => chosen !== undefined && answer.mutate(chosen)}
        >
          Answer
        </button>
        <span className="note">You may try as often as you like.</span>
      </div>
    </fieldset>
  )
}
