// What pages do beyond HTML and htmx. Every page shows its content without this file.

// A toast without a way back leaves after a while; pointing at it or reaching it by keyboard keeps it.
const TOAST_MS = 9000
function tendToasts() {
  for (const toast of document.querySelectorAll('#toasts .toast:not([data-tended])')) {
    toast.dataset.tended = 'yes'
    const leave = () => (toast.matches(':hover, :focus-within') ? setTimeout(leave, TOAST_MS) : toast.remove())
    setTimeout(leave, TOAST_MS)
  }
}
addEventListener('DOMContentLoaded', tendToasts)
document.addEventListener('htmx:after:swap', tendToasts)

// A part that was to follow its page and did not come: what is said meanwhile gives way to a link that tries again.
function tellOfFailure(event) {
  if (!(event.target instanceof Element)) return
  for (const failed of event.target.querySelectorAll('[data-when-failed]')) failed.hidden = false
  for (const said of event.target.querySelectorAll('[data-while-coming]')) said.remove()
}
document.addEventListener('htmx:response:error', tellOfFailure)
document.addEventListener('htmx:error', tellOfFailure)

// "/" goes to the search field, as in mail programs, unless somebody is writing.
addEventListener('keydown', (event) => {
  const isWriting = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
  if (event.key !== '/' || isWriting || event.ctrlKey || event.metaKey || event.altKey) return
  const field = document.querySelector('main input[type=search], .finder input')
  if (!field) return
  event.preventDefault()
  field.focus()
})

// Dialogs by invoker commands, for browsers that do not know them yet.
if (!('commandForElement' in HTMLButtonElement.prototype)) {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element && event.target.closest('button[commandfor]')
    const dialog = button && document.getElementById(button.getAttribute('commandfor'))
    if (!(dialog instanceof HTMLDialogElement)) return
    if (button.getAttribute('command') === 'show-modal') dialog.showModal()
    else dialog.close()
  })
}

// A tick in a list's head ticks the whole list.
document.addEventListener('change', (event) => {
  const all = event.target
  if (!(all instanceof HTMLInputElement) || !all.dataset.ticks) return
  for (const box of document.querySelectorAll(all.dataset.ticks)) box.checked = all.checked
})

// Copies what a button names: a link to pass on, backup codes.
document.addEventListener('click', async (event) => {
  const button = event.target instanceof Element && event.target.closest('button[data-copies]')
  if (!button) return
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copies).textContent.trim())
  button.textContent = button.dataset.copied
})

// A line that was acted on goes away, and the focus with it: the next line takes it, so that a keyboard goes on from there.
let actedOn = null
let nextInLine = null
document.addEventListener('submit', (event) => {
  const row = event.target instanceof Element ? event.target.closest('li') : null
  actedOn = row?.contains(document.activeElement) ? row : null
  nextInLine = actedOn && (actedOn.nextElementSibling ?? actedOn.previousElementSibling)
})
document.addEventListener('htmx:after:swap', () => {
  const isLeaving = actedOn?.contains(document.activeElement) || document.activeElement === document.body
  if (isLeaving && nextInLine?.isConnected) nextInLine.querySelector('a, button')?.focus()
  actedOn = nextInLine = null
})

// While one writes, the picture beside is drawn anew: the form is posted into the picture's frame by its own button.
const SHOW_MS = 700
let showing = 0
document.addEventListener('input', (event) => {
  const button = event.target instanceof HTMLTextAreaElement && document.getElementById(event.target.dataset.shows ?? '')
  if (!button) return
  clearTimeout(showing)
  showing = setTimeout(() => button.form.requestSubmit(button), SHOW_MS)
})

// A fault leads to its line; a word from the list is put where one writes.
document.addEventListener('click', (event) => {
  const button = event.target instanceof Element && event.target.closest('button[data-in]')
  const area = button && document.querySelector(button.dataset.in)
  if (!area) return
  if (button.dataset.inserts) area.setRangeText(button.dataset.inserts, area.selectionStart, area.selectionEnd, 'end')
  area.focus()
  if (button.dataset.line) selectLine(area, Number(button.dataset.line))
  else area.dispatchEvent(new Event('input', { bubbles: true }))
})
function selectLine(area, line) {
  const lines = area.value.split('\n')
  const start = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
  area.setSelectionRange(start, start + (lines[line - 1] ?? '').length)
  area.scrollTop = (area.scrollHeight / lines.length) * (line - 3)
}

// A file that is larger than its field takes is not sent first and refused then.
document.addEventListener('change', (event) => {
  const field = event.target
  if (!(field instanceof HTMLInputElement) || !field.dataset.most) return
  const isTooLarge = [...field.files].some((file) => file.size > Number(field.dataset.most))
  field.setCustomValidity(isTooLarge ? field.dataset.tooLarge : '')
  field.reportValidity()
})
