import { hostsLine, mark } from './hosts-file.ts'
import type { HostsEntry } from './hosts-file.ts'

/** The one command that adds the line with an administrator's rights. */
export function howToAdd(
  entry: HostsEntry,
  file: string,
  platform: NodeJS.Platform = process.platform,
): string {
  const line = hostsLine(entry)
  if (platform !== 'win32') return `echo '${line}' | sudo tee -a '${file}'`
  return elevated(`Add-Content -Path ''${file}'' -Value ''${line}''`)
}

/** The one command that takes the lab's lines away with an administrator's rights. */
export function howToRemove(file: string, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'win32') {
    return elevated(
      `(Get-Content ''${file}'') -notmatch ''${mark}$'' | Set-Content -Path ''${file}''`,
    )
  }
  return `sudo sed -i${platform === 'darwin' ? " ''" : ''} '/${mark}$/d' '${file}'`
}

/** PowerShell asks for the rights and runs the line with them. */
function elevated(line: string): string {
  return `powershell -Command "Start-Process powershell -Verb RunAs -ArgumentList '-Command ${line}'"`
}
