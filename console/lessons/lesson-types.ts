import type { paths } from '../api/dist/control.d.ts'
import type { AnswerOf } from '../api/types.ts'

export type LessonInfo = AnswerOf<paths['/control/api/lessons']['get']>['items'][number]
export type Lesson = AnswerOf<paths['/control/api/lessons/{name}']['get']>
export type LessonStep = Lesson['steps'][number]
export type LessonCheck = AnswerOf<paths['/control/api/lessons/{name}/check']['get']>
export type StepCheck = LessonCheck['steps'][number]
export type Learner = AnswerOf<paths['/control/api/workshop']['get']>['items'][number]
