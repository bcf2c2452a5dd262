// Takes an open page of a record away once it may no longer be seen as it stands, and
// asks for it again. Pages work without this: the next click tells.
(() => {
  const still = document.currentScript.dataset.still
  const every = 4000 // milliseconds
  let asking = false
  const ask = async () => {
    if (asking) return
    asking = true
    try {
      const answer = await fetch(still, { cache: 'no-store', redirect: 'manual' })
      if (answer.status !== 204 && answer.status < 500) {
        document.body.replaceChildren()
        location.replace(location.pathname + location.search)
        return
      }
    } catch { /* the server cannot be reached: ask again */ }
    asking = false
  }
  setInterval(ask, every)
  document.addEventListener('visibilitychange', () => { if (!document.hidden) ask() })
  addEventListener('pageshow', (e) => { if (e.persisted) location.reload() })
})()
