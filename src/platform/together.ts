/**
 * Makes one call of many: what is asked for while a call is under way is answered together by the next. One who asks alone
 * is answered at once; the busier it gets, the larger the groups, and the fewer round trips each one costs.
 * @param act answers a group, in its order; when it throws, all of the group are told
 * @returns asks for one
 */
export function together<Asked, Answer>(act: (group: Asked[]) => Promise<Answer[]>): (asked: Asked) => Promise<Answer> {
  let waiting: Waiting<Asked, Answer>[] = []
  let isUnderWay = false

  async function answerAll(): Promise<void> {
    isUnderWay = true
    // What is asked for in the same breath belongs together.
    await Promise.resolve()
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await answer(group, act)
    }
    isUnderWay = false
  }

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      if (!isUnderWay) void answerAll()
    })
}

interface Waiting<Asked, Answer> {
  asked: Asked
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

async function answer<Asked, Answer>(
  group: Waiting<Asked, Answer>[],
  act: (group: Asked[]) => Promise<Answer[]>
): Promise<void> {
  try {
    const answers = await act(group.map(({ asked }) => asked))
    if (answers.length !== group.length) throw new Error(`${group.length} asked and ${answers.length} answers came`)
    for (const [index, value] of answers.entries()) group[index]?.resolve(value)
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}
