/* A notice when a clip has ended. Browsers let only secure pages give one: on this computer, not
   over the Wi-Fi, where nothing is offered. */
import { $ } from "./trouble.js";

let wanted = false;

function ready() {
  wanted = true;
  $("notice").hidden = true;
  $("notice-words").hidden = false;
}

if (isSecureContext && "Notification" in window && $("notice") && Notification.permission !== "denied") {
  $("notice").hidden = false;
  $("notice").addEventListener("click", async () => {
    if ((await Notification.requestPermission()) === "granted") ready();
    else $("notice").hidden = true;
  });
}

/* Called when the clip has ended; who looks at the page sees it anyway. */
export function tellItIsDone() {
  if (wanted && document.hidden) new Notification("formcheck", { body: $("notice").dataset.words, icon: "/static/icon.svg" });
}
