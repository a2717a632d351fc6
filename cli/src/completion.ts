// completion: what a shell offers after `ceralacca`.
import { oneOf, UsageError, word } from './fields.ts'
import type { LocalCommand } from './own-command.ts'

export const completion: LocalCommand = {
  words: 'completion',
  means: 'print what completes commands in that shell',
  fields: { shell: word(oneOf('bash', 'zsh', 'fish')) },
  run({ given, commands }) {
    process.stdout.write(`${completionFor(String(given.positionals[0]).toLowerCase(), commands)}\n`)
  },
}

/** A script for that shell that completes the words of all commands. */
export function completionFor(shell: string, commands: readonly string[]): string {
  const words = [...commands].sort()
  if (shell === 'fish') return fish(words)
  if (shell === 'bash') return bash(words)
  if (shell === 'zsh') return `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`
  throw new UsageError('completion is for bash, zsh or fish')
}

/** Offers the next words of every command that begins with what stands there. */
const bash = (commands: readonly string[]) => `_ceralacca() {
  local line="\${COMP_WORDS[*]:1:COMP_CWORD-1}" word="\${COMP_WORDS[COMP_CWORD]}" command rest
  COMPREPLY=()
  while IFS= read -r command; do
    [[ -z "$line" || "$command" == "$line "* ]] || continue
    rest="\${command#"$line"}"; rest="\${rest# }"; rest="\${rest%% *}"
    [[ -n "$rest" && "$rest" == "$word"* ]] && COMPREPLY+=("$rest")
  done <<'END'
${commands.join('\n')}
END
}
complete -o default -F _ceralacca ceralacca
`

function fish(commands: readonly string[]): string {
  const pairs = new Map<string, Set<string>>()
  for (const command of commands) {
    const words = command.split(' ')
    words.forEach((word, at) => {
      const before = words.slice(0, at).join(' ')
      pairs.set(before, (pairs.get(before) ?? new Set()).add(word))
    })
  }
  const lines = [...pairs].map(([before, next]) => {
    const condition =
      before === ''
        ? '__fish_use_subcommand'
        : `string match -q -- 'ceralacca ${before}' (commandline -pc | string trim)`
    return `complete -c ceralacca -f -n "${condition}" -a '${[...next].sort().join(' ')}'`
  })
  return `${lines.join('\n')}\n`
}
