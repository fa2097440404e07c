import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { Foot } from '../frame/foot.tsx'
import { Plate } from '../frame/plate.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useTitle } from '../parts/use-title.ts'
import { LessonText } from './lesson-text.tsx'

/** The words of the lessons. */
export function Component() {
  useTitle('Glossary', 'Lessons')
  const glossary = useQuery({
    queryKey: ['glossary'],
    queryFn: () => dataOf(control.GET('/control/api/glossary')),
    staleTime: Infinity,
  })
  return (
    <>
      <Plate />
      <main className="page" id="main" tabIndex={-1}>
        <p>
          <Link to="/lessons">Lessons</Link>
        </p>
        <h1>Glossary</h1>
        <Loaded name="The glossary" queries={[glossary]}>
          {() => (
            <dl className="card kv explained">
              {glossary.data!.items.map(({ id, term, meaning, code }) => (
                <div key={id} id={id}>
                  <dt>{code ? <code>{term}</code> : term}</dt>
                  <dd className="prose">
                    <LessonText text={meaning} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </Loaded>
      </main>
      <Foot />
    </>
  )
}
