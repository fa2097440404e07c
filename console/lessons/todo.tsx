import { LessonText } from './lesson-text.tsx'

/** The end of a sentence; none stands in a name on the wire. */
const sentences = /(?:`[^`]*`|[^`])+?[.?!](?=\s+[A-Z]|$)/g

/** What to do, one thing a line. A guess comes first. */
export function Todo({ text }: { text: string }) {
  const [first = text, ...others] = text.match(sentences) ?? []
  if (others.length === 0) {
    return (
      <p>
        <LessonText text={text} />
      </p>
    )
  }
  const isGuess = first.startsWith('Guess first:')
  const things = isGuess ? others : [first, ...others]
  return (
    <>
      {isGuess && (
        <p className="guess">
          <LessonText text={first} />
        </p>
      )}
      {things.length === 1 ? (
        <p>
          <LessonText text={things[0]!.trim()} />
        </p>
      ) : (
        <ol className="todo">
          {things.map((sentence) => (
            <li key={sentence}>
              <LessonText text={sentence.trim()} />
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
