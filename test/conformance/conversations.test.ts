// Plays every conversation against a real hub over all carriers. Those with special needs get a hub of their own; the others share one, several
// at a time, as people do.
import { after, before, describe, test } from 'node:test'
import { castingsOf } from '../../conformance/casting.ts'
import { type Conversation, conversationPaths, readConversations } from '../../conformance/conversation.ts'
import { type ConversationTarget, converse } from '../../conformance/converse.ts'
import { needsOwnHub, settingsNeeded } from '../../conformance/needs.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'

const timeoutMs = 30_000
const conversations = (await Promise.all((await conversationPaths()).sort().map(readConversations))).flat()
const isQuiet = ({ needs }: Conversation): boolean => needs.includes('quiet hub')

const targetOf = ({ host, port, webPort }: RunningHub): ConversationTarget => ({
  line: { host, port },
  web: { host, port: webPort },
  timeoutMs,
})

let shared: RunningHub
before(async () => {
  shared = await startHub({ args: ['--rates', 'off'] })
})
after(() => shared[Symbol.asyncDispose]())

describe('conversations that want quiet', () => {
  for (const conversation of conversations.filter(isQuiet)) test(conversation.title, () => playAll(conversation, targetOf(shared)))
})

describe('conversations that share a hub', { concurrency: 6 }, () => {
  for (const conversation of conversations.filter(one => !isQuiet(one) && !needsOwnHub(one)))
    test(conversation.title, () => playAll(conversation, targetOf(shared)))
})

describe('conversations that want a hub of their own', { concurrency: 2 }, () => {
  for (const conversation of conversations.filter(needsOwnHub)) {
    for (const casting of castingsOf(conversation)) {
      test(`${conversation.title} (${casting.name})`, async () => {
        await using folder = await temporaryFolder()
        const args = ['--rates', 'off', ...settingsNeeded(conversation).flatMap(([key, value]) => [`--${key}`, value])]
        let hub = await startHub({ args, data: folder.path })
        const restart = async (): Promise<ConversationTarget> => {
          await hub.stop()
          hub = await startHub({ args, data: folder.path })
          return targetOf(hub)
        }
        try {
          await converse(conversation, casting, { ...targetOf(hub), restart })
        } finally {
          await hub[Symbol.asyncDispose]()
        }
      })
    }
  }
})

async function playAll(conversation: Conversation, target: ConversationTarget): Promise<void> {
  for (const casting of castingsOf(conversation)) await converse(conversation, casting, target)
}
