// npm run check: types, lint, format and generated files, as far as one does not need the other at the same time. Prints
// what each part says when it ends, so that their lines do not mix.
import { spawn } from 'node:child_process'

const types = part('types', ['tsc', '--build'])
const parts = [
  types,
  types.then((areRight) => areRight && part('lint', ['eslint', '.', '--max-warnings', '0'])),
  // The generator loads what the compiler built.
  Promise.all([part('format', ['prettier', '--check', '.']), types]).then(
    ([isRight, areRight]) =>
      areRight && part('generated files', ['tsx', 'scripts/generate.ts', '--check']).then((same) => same && isRight),
  ),
]
if (!(await Promise.all(parts)).every(Boolean)) process.exitCode = 1

/** Runs one of the tools installed. Returns whether it found nothing. */
function part(name: string, [tool = '', ...options]: string[]): Promise<boolean> {
  const output: Buffer[] = []
  const running = spawn('npx', ['--no-install', tool, ...options], { shell: process.platform === 'win32' })
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (some: Buffer) => output.push(some))
  return new Promise((resolve) =>
    running.once('close', (code) => {
      process.stdout.write(`${name}: ${code === 0 ? 'as it should be' : 'not as it should be'}\n`)
      if (code !== 0) process.stdout.write(Buffer.concat(output))
      resolve(code === 0)
    }),
  )
}
