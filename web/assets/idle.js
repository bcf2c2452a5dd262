// Says aloud that the page will close, and keeps somebody signed in without leaving what
// they write. Without it the note is seen all the same, and its link opens beside.
(() => {
  const note = document.getElementById('idle')
  const stay = note.querySelector('a')
  const words = note.querySelector('p')
  note.addEventListener('animationstart', () => { words.setAttribute('role', 'alert'); words.append('') })
  stay.addEventListener('click', async (e) => {
    e.preventDefault()
    try {
      const answer = await fetch(stay.href, { cache: 'no-store', redirect: 'manual' })
      if (answer.status !== 200) throw new Error()
      words.removeAttribute('role')
      note.classList.remove('cx-idle')
      void note.offsetWidth // begins the time anew
      note.classList.add('cx-idle')
      document.getElementById('main').focus()
    } catch {
      location.assign('/sign-in?back=' + encodeURIComponent(location.pathname + location.search))
    }
  })
})()
