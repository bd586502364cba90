// Scans a coupon's square or bar code where the browser can; typing works everywhere.
const button = document.getElementById('scan')
const video = document.getElementById('camera')
const field = document.getElementById('code')

if (button && navigator.mediaDevices && 'BarcodeDetector' in window) {
  button.hidden = false
  button.addEventListener('click', scan)
}

async function scan() {
  try {
    const detector = new BarcodeDetector()
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    video.srcObject = stream
    video.hidden = false
    await video.play()
    const code = await firstCode(detector)
    for (const track of stream.getTracks()) track.stop()
    field.value = code
    field.form.requestSubmit()
  } catch {
    button.disabled = true
    button.textContent = button.dataset.failed
  }
}

function firstCode(detector) {
  return new Promise((resolve, reject) => {
    async function look() {
      try {
        const [found] = await detector.detect(video)
        if (found) resolve(found.rawValue)
        else requestAnimationFrame(look)
      } catch (error) {
        reject(error)
      }
    }
    look()
  })
}
