/* Send clips: choose, send piece by piece, go on after a dropped connection. */
const $ = (id) => document.getElementById(id);
const form = $("form");
const REMEMBERED = ["height_cm", "mass_kg", "sex", "age", "shoe"];
const TRIES = 8;
let files = [];
let sending = null;

class Refused extends Error {
  constructor(error) {
    super(`${error.what} ${error.fix}`);
    this.code = error.code;
  }
}

/* ------------------------------------------------------------ choosing */
function choose(list) {
  if (sending) return;
  files = [...list];
  $("chosen").replaceChildren(...files.map((file) => {
    const row = document.createElement("li");
    const size = document.createElement("span");
    row.textContent = file.name;
    size.className = "quiet num";
    size.textContent = megabytes(file.size);
    row.append(size);
    return row;
  }));
  $("chosen").hidden = !files.length;
  $("go").disabled = !files.length;
  $("go").textContent = files.length > 1 ? `Analyse ${files.length} clips` : "Analyse";
  $("go-words").textContent = files.length ? "All fields are optional." : "Choose a clip first. All fields are optional.";
  $("drop-words").textContent = files.length ? "Ready" : "Drop a clip here";
  say("");
}

for (const id of ["file", "camera"]) $(id).addEventListener("change", (event) => choose(event.target.files));
const drop = $("drop");
for (const kind of ["dragenter", "dragover"]) {
  addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const kind of ["dragleave", "drop"]) addEventListener(kind, () => drop.classList.remove("over"));
addEventListener("drop", (event) => { event.preventDefault(); choose(event.dataTransfer.files); });

/* ----------------------------------------------------------- the fields */
function painChanged() {
  const chosen = form.elements.back_pain.value;
  $("red-flags").hidden = !(Number(chosen) > 0);
  $("no-pain").hidden = chosen === "";
}
form.addEventListener("change", (event) => { if (event.target.name === "back_pain") painChanged(); });
$("no-pain").addEventListener("click", () => {
  for (const input of form.elements.back_pain) input.checked = false;
  painChanged();
});
painChanged();

for (const name of REMEMBERED) {
  const kept = localStorage.getItem(`formcheck.${name}`);
  if (kept !== null) form.elements[name].value = kept;
}

function told() {
  const fields = {};
  for (const input of form.querySelectorAll("input[type=number], input[type=text], select, textarea")) {
    input.removeAttribute("aria-invalid");
    if (!input.checkValidity()) {
      input.setAttribute("aria-invalid", "true");
      input.focus();
      throw new Error(`${input.closest("label").firstChild.textContent.trim()}: ${input.validationMessage}`);
    }
    if (input.value !== "") fields[input.name] = input.type === "number" ? Number(input.value) : input.value;
  }
  if (form.elements.back_pain.value !== "") fields.back_pain = Number(form.elements.back_pain.value);
  for (const input of form.querySelectorAll("input[type=checkbox][name]")) if (input.checked) fields[input.name] = true;
  if (!$("forget").checked) fields.keep_original = true;
  if ($("quick").checked) fields.model = "full";
  for (const name of REMEMBERED) localStorage.setItem(`formcheck.${name}`, form.elements[name].value);
  return fields;
}

/* -------------------------------------------------------------- sending */
async function call(method, address, body) {
  const answer = await fetch(address, {
    method,
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const content = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) throw new Refused(content.error);
  return content;
}

/* The same file with the same words, whose upload was cut off: go on with that. */
async function begun(file, fields) {
  const { clips } = await call("GET", "/api/clips?state=receiving");
  const same = (a, b) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
  return clips.find((clip) => clip.name === file.name && clip.size === file.size && same(clip.told, fields));
}

function put(clip, file, offset) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    sending.request = request;
    request.open("PUT", `/api/clips/${clip.id}?offset=${offset}`);
    request.upload.addEventListener("progress", (event) => show(file, offset + event.loaded));
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { return reject(new Error("no answer")); }
      return request.status < 300 ? resolve(answer) : reject(new Refused(answer.error));
    });
    for (const kind of ["error", "timeout", "abort"]) request.addEventListener(kind, () => reject(new Error(kind)));
    request.send(file.slice(offset));
  });
}

async function send(file, fields) {
  let clip = (await begun(file, fields)) ?? (await call("POST", "/api/clips", { name: file.name, size: file.size, ...fields }));
  Object.assign(sending, { id: clip.id, began: performance.now(), from: clip.received });
  for (let attempt = 0; ; attempt += 1) {
    try {
      clip = await call("GET", `/api/clips/${clip.id}`);
      if (clip.state !== "receiving") return clip;
      return await put(clip, file, clip.received);
    } catch (error) {
      const lasting = error instanceof Refused && !["busy", "too_slow", "wrong_offset"].includes(error.code);
      if (sending.stopped || lasting || attempt >= TRIES) throw error;
      $("sending-words").textContent = "The connection dropped. Trying again…";
      await new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** attempt, 15000)));
    }
  }
}

function show(file, bytes) {
  const share = (100 * bytes) / file.size;
  $("bar").value = share;
  $("sending-words").textContent = share < 100 ? `Sending ${file.name}` : `Checking ${file.name}`;
  const seconds = (performance.now() - sending.began) / 1000;
  const left = ((file.size - bytes) * seconds) / Math.max(1, bytes - sending.from);
  const wait = seconds > 2 && share < 100 ? `, ${duration(left)} left` : "";
  $("sending-numbers").textContent = `${Math.floor(share)} %, ${megabytes(bytes)} of ${megabytes(file.size)}${wait}`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  say("");
  let last = null;
  let failed = "";
  try {
    const fields = told();
    busy(true);
    $("sending").scrollIntoView({ block: "nearest" });
    for (const file of files) {
      try {
        show(file, 0);
        last = await send(file, fields);
      } catch (error) {
        if (sending?.stopped) break;
        failed = `${file.name}: ${words(error)}`;
        if (files.length === 1) break;
      }
    }
  } catch (error) {
    failed = words(error);
  }
  const stopped = sending?.stopped;
  const id = sending?.id;
  sending = null;
  if (stopped && id) await call("DELETE", `/api/clips/${id}`).catch(() => {});
  busy(false);
  if (failed) say(failed);
  else if (!stopped && last) location.href = files.length > 1 ? "/history" : `/clips/${last.id}`;
});

$("stop").addEventListener("click", () => {
  if (!sending) return;
  sending.stopped = true;
  sending.request?.abort();
});

addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

/* ---------------------------------------------------------------- words */
function busy(on) {
  sending = on ? { began: performance.now(), from: 0, stopped: false } : null;
  $("sending").hidden = !on;
  $("go").disabled = on || !files.length;
  $("file").disabled = on;
  $("camera").disabled = on;
}

function say(text) {
  $("trouble").textContent = text;
  $("trouble").hidden = !text;
}

function words(error) {
  const lost = error instanceof TypeError || ["error", "timeout", "abort", "no answer"].includes(error.message);
  return lost ? "The connection to formcheck was lost. Look whether it still runs, then press Analyse again: the upload goes on where it stopped." : error.message;
}

function megabytes(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

function duration(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
