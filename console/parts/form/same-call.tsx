import { Copy } from '../copy.tsx'

/** The same change from elsewhere. */
export interface Same {
  curl: string
  lab?: string
}

/** Shows the same change as a call of the API, and as a command where there is one. */
export function SameCall({ same }: { same: Same }) {
  return (
    <details className="same">
      <summary>The same without this form</summary>
      <Command name="curl" text={same.curl} />
      {same.lab !== undefined && <Command name="./lab" text={same.lab} />}
    </details>
  )
}

function Command({ name, text }: { name: string; text: string }) {
  return (
    <div className="code-block">
      <header>
        {name} <Copy text={text} what={`the ${name} command`} />
      </header>
      <pre tabIndex={0}>{text}</pre>
    </div>
  )
}
