import { AnsiUp } from 'ansi_up'

/** A page that shows what a command wrote to a terminal, colours as they are. */
export function terminalPage(command: string, output: string): string {
  const terminal = new AnsiUp()
  terminal.use_classes = true
  const text = terminal.ansi_to_html(output.trimEnd())
  return `<!doctype html><meta charset="utf-8"><style>${css}</style>
<main><p><b>$</b> ${terminal.ansi_to_html(command)}</p><pre>${text}</pre></main>`
}

const css = `
body { margin: 0; width: max-content; background: #11151c; }
main { padding: 20px 24px; color: #d7dde6; font: 14px/1.55 'DejaVu Sans Mono', 'Liberation Mono', monospace; }
p, pre { margin: 0; font: inherit; white-space: pre; }
p { color: #f4f6f9; padding-bottom: 10px; }
p b { color: #7aa2f7; }
pre b, pre [style*='bold'] { color: #f4f6f9; }
pre [style*='opacity'] { opacity: 1 !important; color: #8b95a5; }
.ansi-green-fg { color: #8fd19e; }
.ansi-red-fg { color: #ff8f8f; }
`
