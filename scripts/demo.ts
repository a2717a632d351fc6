// npm run demo: runs a server, a customer and a callback receiver, and prints every exchange with them.
import { domainSteps } from './demo/domain.ts'
import { lifetimeSteps } from './demo/lifetime.ts'
import { mailboxSteps } from './demo/mailbox.ts'
import { resubmissionSteps } from './demo/resubmission.ts'
import { registerSteps } from './demo/register.ts'
import { printFailure, printHeading, printLine } from './demo/output.ts'
import { startHarness } from './demo/harness.ts'
import type { Step } from './demo/harness.ts'

const steps: readonly Step[] = [
  ...mailboxSteps,
  ...resubmissionSteps,
  ...domainSteps,
  ...registerSteps,
  ...lifetimeSteps,
]

process.exitCode = await runDemo()

async function runDemo(): Promise<number> {
  printHeading('Starting a server on an empty folder')
  await using harness = await startHarness()
  printLine(`listening on ${harness.baseUrl}; callbacks go to ${harness.receiver.url}`)
  for (const [index, step] of steps.entries()) {
    printHeading(`${index + 1} of ${steps.length} · ${step.title}`)
    try {
      await step.run(harness)
    } catch (error) {
      printFailure(`step ${index + 1} (${step.title}): ${error instanceof Error ? error.message : String(error)}`)
      return 1
    }
  }
  printHeading(`All ${steps.length} steps passed. The server was stopped and its folder removed.`)
  return 0
}
