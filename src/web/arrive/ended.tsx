// Off the line for good: another tab goes on, or the hub said why not.

import { Button } from '../parts/button.tsx'
import { useParty } from '../party/party.ts'
import { useWords } from '../words/words.tsx'
import { Blank } from './blank.tsx'

export function Ended() {
  const words = useWords()
  const connection = useParty(({ connection }) => connection)
  if (connection.at !== 'closed') return null
  const isElsewhere = connection.why.code === 'resumed-elsewhere'
  const { elsewhere, elsewhereMore, ended, useHere, reload } = words.connection
  return (
    <Blank title={isElsewhere ? elsewhere : ended} more={isElsewhere ? elsewhereMore : connection.why.sentence}>
      <Button look="main" onClick={() => window.location.reload()}>
        {isElsewhere ? useHere : reload}
      </Button>
    </Blank>
  )
}
