import { page } from '#src/web/answer.tsx'
import { Head } from '#src/web/components/head.tsx'
import { Framed } from '#src/web/layout.tsx'
import { get, type Route } from '#src/web/route.ts'
import { todayText } from '#src/web/text/today.ts'
import type { Visit } from '#src/web/world.ts'

export const todayPages: Route[] = [get('/', 'member', showToday)]

function showToday(visit: Visit) {
  const { view } = visit.var
  const text = todayText[view.language]
  return page(
    visit,
    <Framed view={view} title={text.title}>
      <Head title={text.title} lead={text.nothing} />
    </Framed>
  )
}
