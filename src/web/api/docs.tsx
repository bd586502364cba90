import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Child } from 'hono/jsx'
import { z } from 'zod'
import { API_PATH } from './path.ts'

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>

const parameter = z.object({ name: z.string(), in: z.string(), description: z.string().optional() })
const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()),
  security: z.array(z.object({ token: z.array(z.string()) })),
  parameters: z.array(parameter).default([])
})

/** The operations as people read them, drawn from the document itself, so that both say the same. */
export function docsPage(document: Document) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>API · Maillon</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="/static/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/static/style.css" />
      </head>
      <body class="door">
        <main id="content" class="doorway broad">
          <h1>API of {document.info.title}</h1>
          <p>{coded(document.info.description ?? '')}</p>
          <p>
            Every write may carry an <code>Idempotency-Key</code>. Lists give <code>next</code>, the <code>cursor</code>{' '}
            of the next part. What is refused is <code>application/problem+json</code>, and its title says what to do.
          </p>
          <p>
            <a href={`${API_PATH}/openapi.json`}>The OpenAPI document</a>
          </p>
          {operationsOf(document).map((one) => (
            <Operation {...one} />
          ))}
        </main>
      </body>
    </html>
  )
}

interface Described extends z.infer<typeof operation> {
  method: string
  path: string
}

function operationsOf({ paths }: Document): Described[] {
  return Object.entries(paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, told]) => ({ method: method.toUpperCase(), path, ...operation.parse(told) }))
  )
}

function Operation({ operationId, method, path, summary, security, parameters }: Described) {
  return (
    <section aria-labelledby={operationId}>
      <h2 id={operationId}>{coded(summary)}</h2>
      <p>
        <code>
          {method} {path}
        </code>
      </p>
      <p class="soft small">Scope: {security.flatMap(({ token }) => token).join(', ')}</p>
      {parameters.length > 0 ? (
        <ul>
          {parameters.map(({ name, in: place, description }) => (
            <li>
              <code>{name}</code> ({place}){description ? [': ', ...coded(description)] : null}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

/** The document is Markdown, of which it uses one sign: what stands between two of them is typed as it is. */
function coded(markdown: string): Child[] {
  return markdown.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))
}
