// A message's text: a safe part of Markdown, drawn as elements. No text is ever read as HTML: what looks like it is shown as it was typed.
import { Lexer, type MarkedToken, type Token } from 'marked'
import { Fragment, memo, type ReactNode, useMemo } from 'react'
import { CodeBlock } from './code-block.tsx'
import { Link } from './link.tsx'
import styles from './message-text.module.css'
import { Named } from './named.tsx'

const markdown = { gfm: true, breaks: true }
const onlyEmoji = /^(?:\p{Extended_Pictographic}(?:\ufe0f|\u200d\p{Extended_Pictographic}|\p{Emoji_Modifier})*\s*){1,5}$/u

export const MessageText = memo(function MessageText({ text }: { readonly text: string }) {
  const tokens = useMemo(() => Lexer.lex(text, markdown), [text])
  if (onlyEmoji.test(text)) return <p className={styles.emoji}>{text}</p>
  return (
    <div className={styles.text} dir="auto">
      <Blocks tokens={tokens} />
    </div>
  )
})

/** Tokens never move within a text, so that their place is their key. */
const Blocks = ({ tokens }: { readonly tokens: readonly Token[] }): ReactNode =>
  // biome-ignore lint/suspicious/noArrayIndexKey: see above.
  tokens.map((token, index) => <Fragment key={index}>{drawn(token as MarkedToken)}</Fragment>)

function drawn(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'space':
      return null
    case 'paragraph':
      return (
        <p>
          <Blocks tokens={token.tokens} />
        </p>
      )
    case 'heading':
      return (
        <p className={styles.heading}>
          <Blocks tokens={token.tokens} />
        </p>
      )
    case 'text':
      return token.tokens === undefined ? <Named text={token.text} /> : <Blocks tokens={token.tokens} />
    case 'strong':
      return (
        <strong>
          <Blocks tokens={token.tokens} />
        </strong>
      )
    case 'em':
      return (
        <em>
          <Blocks tokens={token.tokens} />
        </em>
      )
    case 'del':
      return (
        <del>
          <Blocks tokens={token.tokens} />
        </del>
      )
    case 'codespan':
      return <code>{token.text}</code>
    case 'code':
      return <CodeBlock text={token.text} />
    case 'br':
      return <br />
    case 'escape':
      return token.text
    case 'hr':
      return <hr />
    case 'blockquote':
      return (
        <blockquote>
          <Blocks tokens={token.tokens} />
        </blockquote>
      )
    case 'list':
      return token.ordered ? <ol start={Number(token.start) || 1}>{items(token.items)}</ol> : <ul>{items(token.items)}</ul>
    case 'checkbox':
      return <input type="checkbox" checked={token.checked} readOnly disabled />
    case 'link':
      return (
        <Link href={token.href} raw={token.raw}>
          <Blocks tokens={token.tokens} />
        </Link>
      )
    default:
      // Pictures from elsewhere, HTML, tables: as they were typed.
      return <span className={styles.raw}>{token.raw.replace(/\n+$/, '')}</span>
  }
}

const items = (all: Extract<MarkedToken, { type: 'list' }>['items']): ReactNode =>
  all.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: see above.
    <li key={index}>
      <Blocks tokens={item.tokens} />
    </li>
  ))
