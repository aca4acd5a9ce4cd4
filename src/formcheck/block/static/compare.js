"use strict";
/* Two videos in step: one place, counted in strides of the near leg, rules both clocks. */
(() => {
  const clips = JSON.parse(document.getElementById("sync").textContent);
  const words = JSON.parse(document.getElementById("texts").textContent);
  const text = (code, values = {}) => words[code].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const videos = [...document.querySelectorAll(".pair video")];
  const root = document.getElementById("in-step");
  const bar = root.querySelector(".bar");
  const scrub = root.querySelector(".scrub");
  const clock = root.querySelector(".clock");
  const playButton = root.querySelector("[data-do=play]");
  const total = Math.min(...clips.map((clip) => clip.strides.length));
  const charts = [...document.querySelectorAll("svg[data-axis=phase]")];
  let place = 0;
  let rate = 0.25;
  let playing = false;
  let last = 0;

  const strideAt = (clip, at) => clip.strides[Math.min(Math.floor(at), total - 1)];
  const length = (clip, at) => { const [from, to] = strideAt(clip, at); return to - from; };
  /* The file plays on its own clock; the analysis counts capture time. */
  const fileTime = (clip, at) => {
    const whole = Math.min(Math.floor(at), total - 1);
    const [from, to] = clip.strides[whole];
    return (from + (at - whole) * (to - from) - clip.start) * clip.factor;
  };

  function useBlob(video) {
    const address = video.getAttribute("src");
    if (!address.startsWith("data:")) return;
    try {
      const text = atob(address.slice(address.indexOf(",") + 1));
      video.src = URL.createObjectURL(new Blob([Uint8Array.from(text, (c) => c.charCodeAt(0))], { type: "video/mp4" }));
      video.addEventListener("error", () => { video.src = address; }, { once: true });
    } catch (error) {
      video.src = address;
    }
  }

  function show() {
    const percent = Math.round(100 * (place - Math.floor(Math.min(place, total - 1e-9))));
    clock.textContent = text("js_stride_of", { number: Math.min(Math.floor(place), total - 1) + 1, total, percent });
    scrub.value = place;
    scrub.setAttribute("aria-valuetext", clock.textContent);
    for (const svg of charts) {
      const d = svg.dataset;
      const x = +d.x0 + percent / 100 * (d.x1 - d.x0);
      for (const head of svg.querySelectorAll(".playhead")) { head.setAttribute("x1", x); head.setAttribute("x2", x); }
    }
  }

  function seek(at) {
    place = Math.min(Math.max(at, 0), total);
    videos.forEach((video, i) => { video.currentTime = Math.max(fileTime(clips[i], place), 0); });
    show();
  }

  function pause() {
    playing = false;
    videos.forEach((video) => video.pause());
    playButton.textContent = text("js_play");
  }

  function play() {
    if (place >= total - 0.01) seek(0);
    playing = true;
    playButton.textContent = text("js_pause");
    last = performance.now();
    videos.forEach((video) => video.play().catch(pause));
    requestAnimationFrame(follow);
  }

  /* A sets the pace; each file runs as fast as its own stride asks, and is pulled back if it strays. */
  function follow(now) {
    if (!playing) return;
    place += (now - last) / 1000 * rate / length(clips[0], place);
    last = now;
    if (place >= total) { seek(total); pause(); return; }
    videos.forEach((video, i) => {
      const pace = rate * clips[i].factor * length(clips[i], place) / length(clips[0], place);
      video.playbackRate = Math.min(Math.max(pace, 0.0625), 8);
      const wanted = fileTime(clips[i], place);
      if (!video.seeking && Math.abs(video.currentTime - wanted) > 0.06) video.currentTime = wanted;
    });
    show();
    requestAnimationFrame(follow);
  }

  const actions = {
    play: () => (playing ? pause() : play()),
    back: () => { pause(); seek(place - 0.02); }, forward: () => { pause(); seek(place + 0.02); },
    previous: () => { pause(); seek(Math.ceil(place - 1e-6) - 1); }, next: () => { pause(); seek(Math.floor(place + 1e-6) + 1); },
  };

  videos.forEach((video) => { useBlob(video); video.controls = false; });
  bar.hidden = false;
  document.body.classList.add("live");
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.do) actions[button.dataset.do]();
    if (button.dataset.rate) {
      rate = Number(button.dataset.rate);
      bar.querySelectorAll("[data-rate]").forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    }
  });
  scrub.addEventListener("input", () => { pause(); seek(Number(scrub.value)); });
  for (const svg of charts) {
    svg.addEventListener("click", (event) => {
      const box = svg.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
      const share = (x - svg.dataset.x0) / (svg.dataset.x1 - svg.dataset.x0);
      if (share < -0.05 || share > 1.05) return;
      pause();
      seek(Math.floor(Math.min(place, total - 1e-9)) + Math.min(Math.max(share, 0), 0.999));
    });
  }
  videos.forEach((video, i) => video.addEventListener("loadedmetadata", () => {
    video.currentTime = Math.max(fileTime(clips[i], place), 0);
  }));
  seek(0);
})();
