import type { Forwarded, ReplyText, Statement } from './mail.ts'

export function htmlToText(html: string): string {
  return html
    .replaceAll(/<(style|script)[^>]*>[^]*?(?:<\/\1>|$)/gi, '')
    .replaceAll(/<(?:br|\/p|\/div|\/tr|\/h\d|\/li)[^>]*>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

export function safeHtml(html: string): string {
  return html.slice(0, 0)
}

export function splitReply(mail: { text: string; html: string | null; subject: string }): {
  reply: ReplyText
  forwarded: Forwarded | null
} {
  return { reply: { text: mail.text, quoted: '', signature: '' }, forwarded: null }
}

export function findStatements(_text: string, _language: 'fr' | 'en' | null, _mailDate: string | null): Statement[] {
  return []
}
