// Makes and uses passkeys (W3C Web Authentication). A section that needs it is hidden
// until this runs; all other ways to sign in work without it.
(() => {
  if (!window.PublicKeyCredential || !navigator.credentials) return

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  const ids = (list) => (list || []).map((c) => ({ ...c, id: bytes(c.id) }))

  const make = async (o) => {
    const made = await navigator.credentials.create({ publicKey: {
      ...o, challenge: bytes(o.challenge), user: { ...o.user, id: bytes(o.user.id) }, excludeCredentials: ids(o.excludeCredentials),
    } })
    const r = made.response
    return { ...named(made), response: {
      clientDataJSON: text(r.clientDataJSON), attestationObject: text(r.attestationObject), transports: r.getTransports ? r.getTransports() : [],
    } }
  }
  const use = async (o) => {
    const used = await navigator.credentials.get({ publicKey: { ...o, challenge: bytes(o.challenge), allowCredentials: ids(o.allowCredentials) } })
    const r = used.response
    return { ...named(used), response: {
      clientDataJSON: text(r.clientDataJSON), authenticatorData: text(r.authenticatorData), signature: text(r.signature),
      userHandle: r.userHandle ? text(r.userHandle) : undefined,
    } }
  }
  const named = (c) => ({
    id: c.id, rawId: text(c.rawId), type: c.type, authenticatorAttachment: c.authenticatorAttachment || undefined, clientExtensionResults: c.getClientExtensionResults(),
  })

  for (const section of document.querySelectorAll('[data-passkey]')) {
    const form = section.querySelector('form')
    const wrong = form.querySelector('.cx-problem')
    const button = form.querySelector('button')
    form.addEventListener('submit', async (e) => {
      e.preventDefault()
      wrong.hidden = true
      button.disabled = true
      try {
        const code = form.elements.code
        const answer = await fetch(section.dataset.options, { method: 'POST', body: new URLSearchParams(code ? { code: code.value } : {}), cache: 'no-store' })
        if (!answer.ok) throw new Error()
        const { publicKey } = await answer.json()
        form.elements.response.value = JSON.stringify(await (section.dataset.passkey === 'make' ? make : use)(publicKey))
        form.submit()
      } catch {
        wrong.hidden = false
        button.disabled = false
        button.focus()
      }
    })
    section.hidden = false
  }
})()
