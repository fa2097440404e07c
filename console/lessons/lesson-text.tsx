import { Link } from 'react-router'

const parts = /(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/

/** One line of a lesson: `code`, **a new word**, and links, of which `exchange:` are pins to messages. */
export function LessonText({ text }: { text: string }) {
  return text.split(parts).map((part, index) => <Part key={index} text={part} />)
}

function Part({ text }: { text: string }) {
  if (text.startsWith('`') && text.endsWith('`') && text.length > 1) {
    return <code>{text.slice(1, -1)}</code>
  }
  if (text.startsWith('**') && text.length > 4) return <b>{text.slice(2, -2)}</b>
  const [, words, target] = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(text) ?? []
  if (words === undefined || target === undefined) return text
  const exchange = /^exchange:(.+)$/.exec(target)?.[1]
  if (exchange !== undefined) return <Pin exchange={exchange} name={words} />
  return <a href={target}>{words}</a>
}

/** A message's name cut to a pointer; it leads to that message in the flow. */
export function Pin({ exchange, name }: { exchange: string; name: string }) {
  return (
    <Link className="pin" to={`/flow?message=${exchange}`}>
      <span className="hidden">message </span>
      {name}
    </Link>
  )
}
