// Copy buttons: shown and made to work where script runs; the pages need none.
const said = document.createElement('p')
said.className = 'hidden'
said.setAttribute('role', 'status')
document.body.append(said)

for (const button of document.querySelectorAll('button.copy')) button.hidden = false

// A page may draw others later.
document.addEventListener('click', async ({ target }) => {
  const button = target.closest('button.copy')
  const word = button?.querySelector('.word-copy')
  if (!word) return
  const source =
    button.closest('.code-block')?.querySelector('pre') ??
    button.parentElement.querySelector('code')
  try {
    await navigator.clipboard.writeText(source.textContent)
    word.textContent = said.textContent = 'Copied'
  } catch {
    getSelection().selectAllChildren(source)
    word.textContent = said.textContent = 'Selected'
  }
  setTimeout(() => {
    word.textContent = 'Copy'
    said.textContent = ''
  }, 2000)
})
