// Reads a coupon's square code with the phone's camera; typing works everywhere. Browsers that have no reader of their own
// get one when the camera is asked for.
const button = document.getElementById('scan')
const video = document.getElementById('camera')
const field = document.getElementById('code')

if (button && navigator.mediaDevices) {
  button.hidden = false
  button.addEventListener('click', scan)
}

async function scan() {
  button.disabled = true
  let stream
  try {
    const read = await codeReader()
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    video.srcObject = stream
    video.hidden = false
    await video.play()
    field.value = await firstCode(read)
    field.form.requestSubmit()
  } catch {
    video.hidden = true
    button.textContent = button.dataset.failed
  } finally {
    for (const track of stream?.getTracks() ?? []) track.stop()
  }
}

// A reader takes what the camera shows now and gives the code in it, or nothing.
async function codeReader() {
  const known = 'BarcodeDetector' in window ? await BarcodeDetector.getSupportedFormats() : []
  if (known.includes('qr_code')) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] })
    return async () => (await detector.detect(video))[0]?.rawValue
  }
  await loaded(button.dataset.reader)
  const canvas = document.createElement('canvas')
  const picture = canvas.getContext('2d', { willReadFrequently: true })
  return async () => {
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    picture.drawImage(video, 0, 0)
    const { data, width, height } = picture.getImageData(0, 0, canvas.width, canvas.height)
    return jsQR(data, width, height)?.data
  }
}

function loaded(address) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), { src: address, onload: resolve, onerror: reject })
    document.head.append(script)
  })
}

function firstCode(read) {
  return new Promise((resolve, reject) => {
    async function look() {
      try {
        const code = await read()
        if (code) resolve(code)
        else requestAnimationFrame(look)
      } catch (error) {
        reject(error)
      }
    }
    look()
  })
}
