import type { Step } from '../../engine/lesson.ts'

/** Each authorization request of Simple Web Page waits until the step is done. */
export const holdQuestions: NonNullable<Step['holds']> = ({ values }) => [
  {
    match: {
      role: 'authserver',
      message: 'authorization request',
      ...(values['simpleWebPage'] && { client: values['simpleWebPage'] }),
    },
    do: { hold: true },
  },
]
