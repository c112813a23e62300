// The counter: what a camera read comes behind the # of the address; where the browser reads codes itself, it scans.
// Typing works everywhere.

const form = document.querySelector("#verify-form");
const send = (code) => {
  form.elements.code.value = code;
  form.requestSubmit();
};
// Of an address of ours only what is behind the # is the code, in which browsers write some letters as %XX; anything
// else is taken as it is.
const codeIn = (text) => {
  const behind = text.lastIndexOf("#") + 1;
  return (behind ? plain(text.slice(behind)) : text).trim().slice(0, 80);
};
const plain = (part) => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

if (location.hash.length > 1) {
  const code = codeIn(location.hash);
  history.replaceState(null, "", location.pathname);
  send(code);
}

const button = document.querySelector("#scan");
if (await canScan()) {
  button.hidden = false;
  button.addEventListener("click", scan);
} else {
  document.querySelector("#no-scan").hidden = false;
}

async function canScan() {
  if (!("BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia)) return false;
  const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
  return formats.includes("qr_code");
}

async function scan() {
  const box = document.querySelector("#camera");
  const video = box.querySelector("video");
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    button.disabled = true;
    button.textContent = button.dataset.denied;
    return;
  }
  button.hidden = true;
  box.hidden = false;
  video.srcObject = stream;
  await video.play();
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const look = async () => {
    const [found] = await detector.detect(video).catch(() => []);
    if (!found) {
      window.setTimeout(look, 200);
      return;
    }
    for (const track of stream.getTracks()) track.stop();
    box.hidden = true;
    send(codeIn(found.rawValue));
  };
  look();
}
