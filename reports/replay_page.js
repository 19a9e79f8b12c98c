"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const count = data.positions.length;
  const byId = (id) => document.getElementById(id);
  const slider = byId("slider");
  const list = byId("list");
  const items = Array.from(list.children);
  const links = items.map((item) => item.querySelector(".when a"));
  const themeRows = Array.from(byId("themes").rows);
  const trackedRows = Array.from(byId("tracked").rows);
  const dots = Array.from(document.querySelectorAll(".dot"));
  const number = new Intl.NumberFormat("en-GB");
  let here = -1;
  let matching = items.map((_, index) => index);
  let playing = 0;
  let settling = 0;
  let follows = true;

  // The last row of a series that begins at or before an event; undefined before the first.
  const at = (series, index) => {
    let low = 0;
    let high = series.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (series[middle][0] <= index) low = middle + 1;
      else high = middle;
    }
    return series[low - 1];
  };

  const put = (element, text) => {
    if (element && element.textContent !== text) element.textContent = text;
  };

  const showThemes = (index) => {
    themeRows.forEach((row, place) => {
      const [began, score, exact, sufficient, notApplicable, judgement, stale] =
        at(data.scores[place], index) || [-1, "not yet", "", "", "", "not judged", false];
      put(row.querySelector("b"), score);
      put(row.querySelector(".exact"), exact);
      put(row.cells[2], sufficient);
      put(row.cells[3], notApplicable);
      put(row.querySelector(".judged"), judgement);
      row.querySelector(".stale").hidden = !stale;
      row.classList.toggle("changed", began === index);
    });
    const across = `${count > 1 ? (100 * index) / (count - 1) : 100}%`;
    const cursor = byId("cursor");
    if (cursor) ["x1", "x2"].forEach((end) => cursor.setAttribute(end, across));
    for (const dot of dots) {
      const line = at(data.scores[Number(dot.dataset.index)], index);
      const height = line ? parseFloat(line[2]) : NaN;
      dot.setAttribute("visibility", Number.isNaN(height) ? "hidden" : "visible");
      dot.setAttribute("cx", across);
      if (!Number.isNaN(height)) dot.setAttribute("cy", `${100 - height}%`);
    }
  };

  const showRecommendations = (index) => {
    let made = 0;
    for (const row of trackedRows) {
      const line = at(data.recommendations[row.dataset.number], index);
      row.hidden = !line;
      if (!line) continue;
      made += 1;
      line.slice(1).forEach((text, place) => put(row.cells[place + 2], text));
      row.classList.toggle("changed", line[0] === index);
    }
    byId("no-recommendations").hidden = made > 0;
    byId("recommendations-table").hidden = made === 0;
  };

  const showEvent = (index) => {
    const card = document.createDocumentFragment();
    for (const child of items[index].children) card.append(child.cloneNode(true));
    const link = card.querySelector("a");
    link.replaceWith(...link.childNodes);
    byId("event").replaceChildren(card);
    if (here >= 0) {
      items[here].classList.remove("current");
      links[here].removeAttribute("aria-current");
      links[here].tabIndex = -1;
    }
    items[index].classList.add("current");
    links[index].setAttribute("aria-current", "true");
    links[index].tabIndex = 0;
  };

  // Scrolls the list alone, never the page. Items out of sight have only a guessed height, so it looks again.
  const reveal = (index, again = 2) => {
    const item = items[index];
    if (item.hidden) return;
    const top = item.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientTop;
    const low = top < 0;
    const high = top + item.offsetHeight > list.clientHeight;
    if (low || high) list.scrollTop += top - (list.clientHeight - item.offsetHeight) / 3;
    if (again > 0) requestAnimationFrame(() => here === index && reveal(index, again - 1));
  };

  // Once the reader rests: says the event, and keeps it in the address so that it can be shared and reloaded.
  const settle = (index) => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      const item = items[index];
      const parts = [...item.querySelectorAll(".what, .why, .did li")].map((part) => part.textContent);
      put(byId("said"), `Event ${number.format(data.positions[index])}: ${parts.join(". ")}`);
      history.replaceState(null, "", `#event-${data.positions[index]}`);
    }, 500);
  };

  const show = (index, { quiet = false } = {}) => {
    index = Math.min(Math.max(index, 0), count - 1);
    if (index === here) return;
    showEvent(index);
    here = index;
    showThemes(index);
    showRecommendations(index);
    const position = `#${number.format(data.positions[index])}`;
    put(byId("phase"), (at(data.phases, index) || [0, ""])[1]);
    put(byId("where"), `${position}, ${data.times[index]} (${number.format(index + 1)} of ${number.format(count)})`);
    for (const said of document.querySelectorAll("[data-where]")) put(said, `event ${position}, ${data.times[index]}`);
    slider.value = String(index + 1);
    slider.setAttribute("aria-valuetext", `${position}, ${data.times[index]}`);
    follows = true;
    reveal(index);
    if (quiet) clearTimeout(settling);
    else settle(index);
  };

  // Of the events that match the filters, the nearest one on from here, or back.
  const onward = () => matching.find((index) => index > here);
  const backward = () => matching.findLast((index) => index < here);
  const go = (index, options) => index !== undefined && show(index, options);

  const stop = () => {
    clearInterval(playing);
    playing = 0;
    put(byId("play"), "Play");
  };
  const play = () => {
    if (onward() === undefined) show(matching.length ? matching[0] : 0, { quiet: true });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    // About a minute for the whole, however many events; where motion is unwelcome, a step a second.
    const every = still ? 1000 : Math.min(Math.max(60000 / Math.max(matching.length, 1), 100), 1000);
    const stride = Math.max(1, Math.round((matching.length * every) / 60000));
    playing = setInterval(() => {
      const place = matching.findIndex((index) => index > here);
      if (place < 0) return stop(), settle(here);
      show(matching[Math.min(place + stride - 1, matching.length - 1)], { quiet: true });
    }, every);
    put(byId("play"), "Pause");
  };

  const goTo = (text) => {
    const wanted = /^#?[\d,]+$/.test(text.trim()) ? Number(text.replace(/[#,\s]/g, "")) : NaN;
    const [first, last] = [data.positions[0], data.positions[count - 1]];
    if (Number.isNaN(wanted) || wanted < first || wanted > last) {
      put(byId("goto-error"), `Write the number of an event, from ${number.format(first)} to ${number.format(last)}.`);
      byId("position").setAttribute("aria-invalid", "true");
      byId("position").focus();
      return;
    }
    put(byId("goto-error"), "");
    byId("position").removeAttribute("aria-invalid");
    show(data.positions.findLastIndex((position) => position <= wanted));
  };

  const texts = [];
  const text = (index) => (texts[index] ??= items[index].textContent.toLowerCase());
  const filter = () => {
    const [theme, ofCase, kind] = ["theme", "case", "kind"].map((id) => byId(id).value);
    const words = byId("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    matching = [];
    items.forEach((item, index) => {
      const met =
        (!theme || data.themes[index].split(" ").includes(theme)) &&
        (!ofCase || data.cases[index] === ofCase) &&
        (!kind || data.kinds[index] === kind) &&
        words.every((word) => text(index).includes(word));
      item.hidden = !met;
      if (met) matching.push(index);
    });
    for (const line of document.querySelectorAll("#chart path")) {
      line.classList.toggle("faded", Boolean(theme) && line.dataset.theme !== theme);
    }
    list.classList.toggle("long", matching.length > 300);
    const all = matching.length === count;
    const among = all || matching.includes(here) ? "" : " The event shown is not among them.";
    const events = count === 1 ? "event" : "events";
    put(byId("matching"), all ? `${number.format(count)} ${events}.`
      : `${number.format(matching.length)} of ${number.format(count)} ${events}.${among}`);
    if (here >= 0) reveal(here);
  };

  const fromAddress = () => {
    const found = /^#event-(\d+)$/.exec(location.hash);
    const index = found ? data.positions.indexOf(Number(found[1])) : -1;
    if (index >= 0) show(index);
    return index >= 0;
  };

  const on = (id, event, act) => byId(id).addEventListener(event, act);
  on("slider", "input", () => { stop(); show(Number(slider.value) - 1); });
  on("first", "click", () => { stop(); go(matching[0]); });
  on("previous", "click", () => { stop(); go(backward()); });
  on("next", "click", () => { stop(); go(onward()); });
  on("last", "click", () => { stop(); go(matching.at(-1)); });
  on("play", "click", () => (playing ? (stop(), settle(here)) : play()));
  on("goto", "submit", (event) => { event.preventDefault(); stop(); goTo(byId("position").value); });
  on("filters", "submit", (event) => event.preventDefault());
  on("filters", "input", filter);
  on("filters", "reset", () => setTimeout(filter));
  list.addEventListener("click", (event) => {
    const link = event.target.closest(".when a");
    if (!link) return;
    event.preventDefault();
    stop();
    show(links.indexOf(link));
  });
  list.addEventListener("keydown", (event) => {
    const to = { ArrowDown: onward, ArrowUp: backward }[event.key];
    if (!to || !event.target.matches(".when a")) return;
    event.preventDefault();
    stop();
    go(to());
    links[here].focus({ preventScroll: true });
  });
  const chart = byId("chart");
  if (chart) {
    chart.addEventListener("click", (event) => {
      const box = chart.getBoundingClientRect();
      stop();
      show(Math.round(((event.clientX - box.left) / box.width) * (count - 1)));
    });
  }
  window.addEventListener("hashchange", fromAddress);
  // Where the list comes into sight its items get their real heights; then it looks again, unless somebody scrolls it.
  for (const touch of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    list.addEventListener(touch, () => { follows = false; }, { passive: true });
  }
  new IntersectionObserver(() => follows && here >= 0 && reveal(here), { threshold: [0, 0.25, 0.5, 0.75, 1] }).observe(list);

  document.documentElement.classList.add("scripted");
  // The browser must not jump to an event within the list: the page goes there itself.
  items.forEach((item) => item.removeAttribute("id"));
  links.forEach((link) => { link.tabIndex = -1; });
  filter();
  if (fromAddress()) scrollTo(0, 0);
  else show(count - 1, { quiet: true });
})();
