"use strict";
/* Player, linked charts, sortable table. The page reads well without any of it. */
(() => {
  const analysis = JSON.parse(document.getElementById("analysis").textContent);
  const words = JSON.parse(document.getElementById("texts").textContent);
  const text = (code, values = {}) => words[code].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const number = (value, places) => value.toLocaleString(document.documentElement.lang,
    { minimumFractionDigits: places, maximumFractionDigits: places });
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  sortTables();
  chooseTrace();
  planButton();
  saveButton();
  savePictures();
  unitSwitch();
  foldOnPhones();
  /* The film from behind has a clock, contacts and charts of its own. */
  const rear = document.getElementById("rear");
  const ofRear = (element) => Boolean(rear) && rear.contains(element);
  for (const player of all(".player")) {
    startPlayer(player, player.querySelector("video"), ofRear(player) ? analysis.rear : analysis, ofRear(player));
  }

  function sortTables() {
    for (const table of all("table.sortable")) {
      const heads = all("thead th", table);
      heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
        const up = head.getAttribute("aria-sort") !== "ascending";
        heads.forEach((h) => h.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const key = (row) => row.cells[column].dataset.v;
        const rows = all("tbody tr", table).sort((a, b) => {
          const [x, y] = [key(a), key(b)];
          if (x === "" || y === "") return (x === "") - (y === "");
          const order = isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y;
          return up ? order : -order;
        });
        table.tBodies[0].append(...rows);
      }));
    }
  }

  function chooseTrace() {
    const select = document.getElementById("trace");
    if (!select) return;
    select.parentElement.hidden = false;
    const show = () => all("[data-trace]").forEach((figure) => {
      figure.hidden = figure.dataset.trace !== select.value;
      figure.removeAttribute("data-later");
    });
    select.addEventListener("change", show);
    show();
  }

  /* The six weeks alone on one page. */
  function planButton() {
    const button = document.getElementById("print-plan");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      document.body.classList.add("sheet");
      print();
      document.body.classList.remove("sheet");
    });
  }

  function saveButton() {
    const button = document.getElementById("save");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      const file = new Blob([JSON.stringify(analysis, null, 2)], { type: "application/json" });
      const link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = "analysis.json";
      link.click();
      URL.revokeObjectURL(link.href);
    });
  }

  /* A key frame with its drawing as one picture, put together here. */
  function savePictures() {
    for (const still of all("#frames .still, #rear .frames .still")) {
      const caption = still.parentElement.querySelector("figcaption");
      const name = (caption.querySelector("strong") || caption).textContent;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "jump";
      button.textContent = text("js_save_picture");
      button.addEventListener("click", () => savePicture(still, name));
      buttonsOf(caption).append(button);
    }
  }

  /* A line of its own for the buttons below a picture. */
  function buttonsOf(caption) {
    const line = caption.querySelector(".jumps") || document.createElement("span");
    line.className = "jumps";
    caption.append(line);
    return line;
  }

  async function savePicture(still, name) {
    const kept = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
      "opacity", "paint-order", "font-family", "font-weight", "text-anchor"];
    const svg = still.querySelector("svg");
    const box = svg.viewBox.baseVal;
    const scale = Math.max(1, 1080 / box.height);
    const [width, height] = [Math.round(box.width * scale), Math.round(box.height * scale)];
    const copy = svg.cloneNode(true);
    const [from, to] = [[svg, ...all("*", svg)], [copy, ...all("*", copy)]];
    from.forEach((element, i) => {
      const style = getComputedStyle(element);
      to[i].setAttribute("style", kept.map((name) => `${name}:${style.getPropertyValue(name)}`).join(";"));
    });
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    const drawing = new Image();
    drawing.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    await drawing.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#15181b";
    pen.fillRect(0, 0, width, height);
    const picture = still.querySelector("img");
    if (picture) pen.drawImage(picture, 0, 0, width, height);
    pen.drawImage(drawing, 0, 0, width, height);
    const link = document.createElement("a");
    link.href = canvas.toDataURL("image/png");
    link.download = name.toLowerCase().replace(/\s+/g, "-") + ".png";
    link.click();
  }

  /* Metric until somebody chooses otherwise; the choice is kept in this browser. */
  function unitSwitch() {
    const marks = all("[data-imperial]").map((place) => ({ place, metric: place.textContent }));
    const choice = document.getElementById("units");
    if (!marks.length) return;
    choice.hidden = false;
    const show = (units) => {
      marks.forEach((m) => { m.place.textContent = units === "imperial" ? m.place.dataset.imperial : m.metric; });
      all("button", choice).forEach((b) => b.setAttribute("aria-pressed", b.dataset.units === units));
    };
    choice.addEventListener("click", (event) => {
      const units = event.target.dataset.units;
      if (!units) return;
      show(units);
      try { localStorage.setItem("formcheck-units", units); } catch (error) { /* not remembered */ }
    });
    try { show(localStorage.getItem("formcheck-units") || "metric"); } catch (error) { show("metric"); }
  }

  /* On a phone, what is looked up rather than read waits behind one line; links into it open it. */
  function foldOnPhones() {
    if (!matchMedia("screen and (max-width: 600px)").matches) return;
    const folds = all("section[data-fold]").map((section) => {
      const fold = document.createElement("details");
      const words = document.createElement("summary");
      fold.className = "fold";
      words.textContent = section.dataset.fold;
      fold.append(words, ...[...section.children].filter((part) => part.tagName !== "H2"));
      section.append(fold);
      return fold;
    });
    const reveal = (hash) => {
      const place = hash.length > 1 && document.getElementById(hash.slice(1));
      const fold = place && folds.find((f) => f.parentElement.contains(place));
      if (fold) fold.open = true;
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      if (link) reveal(link.hash);
    });
    addEventListener("beforeprint", () => folds.forEach((fold) => { fold.open = true; }));
    reveal(location.hash);
  }

  /* Some browsers seek badly in data: addresses; the same bytes as a blob seek everywhere. */
  function useBlob(video) {
    const address = video.getAttribute("src");
    if (!address.startsWith("data:")) return;
    try {
      const text = atob(address.slice(address.indexOf(",") + 1));
      const bytes = Uint8Array.from(text, (c) => c.charCodeAt(0));
      video.addEventListener("error", () => { video.src = address; }, { once: true });
      video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
    } catch (error) {
      video.src = address;
    }
  }

  function startPlayer(root, video, analysis, behind) {
    const own = (selector) => all(selector).filter((element) => ofRear(element) === behind);
    const fps = Number(root.dataset.fps) || 30;
    const factor = Number(root.dataset.factor) || 1;
    const start = Number(root.dataset.start) || 0;
    /* Two clocks: the file plays on its own, the analysis counts capture time. */
    const toFile = (time) => (time - start) * factor;
    const toCapture = (time) => start + time / factor;
    const contacts = analysis.events.filter((e) => e.event === "IC").map((e) => e.time_s).sort((a, b) => a - b);
    const charts = own("svg[data-axis]").map((svg) => ({
      svg,
      phase: svg.dataset.axis === "phase",
      v0: +svg.dataset.v0, v1: +svg.dataset.v1, x0: +svg.dataset.x0, x1: +svg.dataset.x1,
      heads: all(".playhead", svg),
    }));
    const bar = root.querySelector(".bar");
    const scrub = root.querySelector(".scrub");
    const clock = root.querySelector(".clock");
    const now = root.querySelector(".now");
    const playWord = root.querySelector("[data-do=play] .word");
    const rows = own("#steps tbody tr");

    useBlob(video);
    bar.hidden = false;
    video.controls = false;
    document.body.classList.add("live");

    const now_s = () => toCapture(video.currentTime);
    const seek = (time) => {
      const end = Number.isFinite(video.duration) ? video.duration : Infinity;
      video.currentTime = Math.min(Math.max(toFile(time), 0), end);
      draw();
    };
    const frame = (by) => {
      video.pause();
      const number = Math.floor(video.currentTime * fps + 1e-3) + by;
      seek(toCapture((number + 0.5) / fps));
    };
    const contact = (by) => {
      video.pause();
      const here = now_s();
      const slack = 0.6 / (fps * factor);
      const next = by > 0 ? contacts.find((t) => t > here + slack) : contacts.findLast((t) => t < here - slack);
      if (next !== undefined) seek(next + 0.02 / (fps * factor));
    };
    const strideAt = (side, time) => analysis.steps.find(
      (s) => s.side === side && s.stride_end_s !== null && s.ic_s <= time && time < s.stride_end_s);
    const actions = {
      play: () => (video.paused ? video.play() : video.pause()),
      back: () => frame(-1), forward: () => frame(1),
      previous: () => contact(-1), next: () => contact(1),
    };

    function place(chart, head, value) {
      const inside = value !== null && value >= chart.v0 && value <= chart.v1;
      head.style.display = inside ? "" : "none";
      if (!inside) return;
      const x = chart.x0 + (value - chart.v0) / (chart.v1 - chart.v0) * (chart.x1 - chart.x0);
      head.setAttribute("x1", x);
      head.setAttribute("x2", x);
    }

    function phaseOf(side, time) {
      const stride = strideAt(side, time);
      return stride ? 100 * (time - stride.ic_s) / (stride.stride_end_s - stride.ic_s) : null;
    }

    function draw() {
      const time = now_s();
      const phase = { left: phaseOf("left", time), right: phaseOf("right", time) };
      for (const chart of charts) {
        for (const head of chart.heads) {
          const side = head.classList.contains("left") ? "left" : "right";
          place(chart, head, chart.phase ? phase[side] : time);
        }
      }
      clock.textContent = `${number(time, 2)} s`;
      if (Number.isFinite(video.duration)) {
        scrub.max = video.duration;
        scrub.value = video.currentTime;
        scrub.setAttribute("aria-valuetext", clock.textContent);
      }
      const step = analysis.steps.findLast((s) => s.ic_s <= time && (s.next_ic_s === null || time < s.next_ic_s));
      const ground = step && step.to_s !== null && time < step.to_s;
      /* From behind nobody knows when the foot leaves the ground. */
      now.textContent = step && step.to_s !== null ? text(`js_${step.side}_${ground ? "ground" : "air"}`, step) : "";
      for (const row of rows) row.classList.toggle("current", Boolean(step) && row.cells[0].dataset.v === String(step.step));
    }

    function follow() {
      draw();
      if (video.paused) return;
      if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(follow);
      else requestAnimationFrame(follow);
    }

    bar.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.do) actions[button.dataset.do]();
      if (button.dataset.rate) {
        video.playbackRate = Number(button.dataset.rate);
        all("[data-rate]", bar).forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
      }
    });
    scrub.addEventListener("input", () => { video.pause(); seek(toCapture(Number(scrub.value))); });
    root.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const onButton = event.target.closest("button");
      const key = event.key.toLowerCase();
      const name = { arrowleft: "back", arrowright: "forward", p: "previous", n: "next", k: "play" }[key]
        || (key === " " && !onButton ? "play" : null);
      if (!name) return;
      event.preventDefault();
      actions[name]();
    });
    for (const chart of charts) {
      chart.svg.addEventListener("click", (event) => {
        const box = chart.svg.getBoundingClientRect();
        const x = (event.clientX - box.left) / box.width * chart.svg.viewBox.baseVal.width;
        const share = (x - chart.x0) / (chart.x1 - chart.x0);
        if (share < -0.05 || share > 1.05) return;
        const value = chart.v0 + Math.min(Math.max(share, 0), 1) * (chart.v1 - chart.v0);
        video.pause();
        if (!chart.phase) return seek(value);
        const side = analysis.near_side;
        const stride = strideAt(side, now_s()) || analysis.steps.find((s) => s.side === side && s.stride_end_s !== null);
        if (stride) seek(stride.ic_s + Math.min(value, 99.9) / 100 * (stride.stride_end_s - stride.ic_s));
      });
    }
    const jump = (place, seen, spoken, time) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "jump";
      button.textContent = seen;
      button.setAttribute("aria-label", spoken);
      button.addEventListener("click", () => {
        video.pause();
        seek(time);
        root.scrollIntoView({ block: "center" });
      });
      place.append(button);
    };
    for (const row of rows) {
      const cell = row.cells[2];
      const time = cell.textContent;
      cell.textContent = "";
      jump(cell, time, text("js_show_step", { time, step: row.cells[0].textContent }), Number(cell.dataset.v));
    }
    for (const figure of own("figure[data-seek]")) {
      jump(buttonsOf(figure.querySelector("figcaption")), text("js_show_in_video"), text("js_show_in_video"), Number(figure.dataset.seek));
    }
    video.addEventListener("click", actions.play);
    video.addEventListener("play", () => { playWord.textContent = text("js_pause"); root.classList.add("playing"); follow(); });
    video.addEventListener("pause", () => { playWord.textContent = text("js_play"); root.classList.remove("playing"); draw(); });
    /* Phones paint nothing before the first seek: show the first contact. */
    video.addEventListener("loadedmetadata", () => { if (contacts.length) seek(contacts[0]); }, { once: true });
    for (const name of ["loadedmetadata", "seeked", "timeupdate"]) video.addEventListener(name, draw);
    draw();
  }
})();
