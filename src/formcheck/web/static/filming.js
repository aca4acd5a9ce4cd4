/* Before the camera: how to stand, time to get there; then the phone's own camera, and off it goes. */
import { $ } from "./trouble.js";
import { text } from "./words.js";

const dialog = $("filming");
const SECONDS = 10;
const LEVEL_DEG = 2;
let timer = null;

function stop() {
  clearInterval(timer);
  timer = null;
  $("count").hidden = true;
  $("get-ready").disabled = false;
}

$("film-now").addEventListener("click", () => dialog.showModal());
$("filming-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", stop);

/* The camera can only be opened by a press: at zero its button waits, in focus. */
$("get-ready").addEventListener("click", () => {
  let left = SECONDS;
  const show = () => { $("count").textContent = left ? String(left) : text("js_now"); };
  $("get-ready").disabled = true;
  $("count").hidden = false;
  show();
  timer = setInterval(() => {
    left -= 1;
    show();
    if (left > 0) return;
    clearInterval(timer);
    $("get-ready").disabled = false;
    navigator.vibrate?.(300);
    $("open-camera").focus();
  }, 1000);
});
$("open-camera").addEventListener("click", () => $("camera").click());

/* Straight to the upload: nothing is left to press. */
$("camera").addEventListener("change", () => {
  if (!$("camera").files.length) return;
  dialog.close();
  $("form").requestSubmit();
});

/* Browsers tell how a phone stands only to secure pages, which localhost is and the Wi-Fi is not. */
if (isSecureContext && "DeviceOrientationEvent" in window) {
  addEventListener("deviceorientation", ({ gamma, beta }) => {
    if (gamma === null || beta === null || !dialog.open) return;
    const upright = Math.abs(beta) > 45;
    const off = upright ? gamma : beta;
    $("level").hidden = false;
    $("level").textContent = Math.abs(off) <= LEVEL_DEG ? text("js_level") : text("js_tilted", { degrees: Math.round(Math.abs(off)) });
  });
}
