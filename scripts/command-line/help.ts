import type { Command, CommandRow } from './command.ts'
import { alignRows } from './table.ts'

/** The list of commands. */
export function helpOfAll(commands: Readonly<Record<string, CommandRow>>): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => [`  ${name}`, summary])
  return [
    'OAuth Lab: an authorization server, a resource server and two clients, on this machine.',
    '',
    'Usage: ./lab <command> [flags]',
    '',
    ...alignRows(rows),
    '',
    './lab <command> --help says more. Exit code: 0 fine, 1 failed, 2 bad usage.',
  ].join('\n')
}

/** The help of one command. */
export function helpOf(name: string, summary: string, { usage = '', flags }: Command): string {
  const rows = Object.entries(flags).map(([flag, { value, description }]) => [
    `  --${flag}${value === undefined ? '' : ` ${value}`}`,
    description,
  ])
  const line = ['./lab', name, usage, rows.length > 0 ? '[flags]' : ''].filter(Boolean).join(' ')
  return [
    line,
    '',
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.`,
    ...(rows.length > 0 ? ['', ...alignRows(rows)] : []),
  ].join('\n')
}
