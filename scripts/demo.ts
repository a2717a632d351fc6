// npm run demo: a whole server, a customer, a receiver of callbacks; mailboxes and a register request, exchange by exchange.
import { domainStory } from './demo/domain.ts'
import { laterStory } from './demo/later.ts'
import { mailboxStory } from './demo/mailbox.ts'
import { mendedStory } from './demo/mended.ts'
import { registerStory } from './demo/register.ts'
import { failed, say, title } from './demo/say.ts'
import { openStage } from './demo/stage.ts'
import type { Step } from './demo/stage.ts'

const story: readonly Step[] = [...mailboxStory, ...mendedStory, ...domainStory, ...registerStory, ...laterStory]

process.exitCode = await tell()

async function tell(): Promise<number> {
  title('Starting a server of its own, on an empty folder')
  await using stage = await openStage()
  say(`listening on ${stage.baseUrl}; callbacks come to ${stage.receiver.url}`)
  for (const [index, step] of story.entries()) {
    title(`${index + 1} of ${story.length} · ${step.title}`)
    try {
      await step.run(stage)
    } catch (error) {
      failed(`step ${index + 1} (${step.title}): ${error instanceof Error ? error.message : String(error)}`)
      return 1
    }
  }
  title(`All ${story.length} steps held. The server is stopped and its folder removed.`)
  return 0
}
