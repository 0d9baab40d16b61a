/* The zoomable map. The script that folium makes (…/explore/explore.js) runs after this one and calls Halqa.prepare,
   Halqa.backdrop and Halqa.seats; what is said about a seat is in explore-cards.js. */
"use strict";

const Halqa = (() => {
  const { place, told, words, json, element, title, lines, card, look } = Cards;
  const SMALL = 16; // pixels: a seat smaller than this gets a dot
  const DOT = 8;
  const CLOSE_UP = 8; // from this zoom on the finer outlines are fetched
  const SVG = "http://www.w3.org/2000/svg";
  const seats = new Map(); // code → {contest, layer, dot, group}
  const groups = []; // {assembly, layer, options, near, contests}
  let map, labels, dots, opened, current = "";
  place.hidden = false; // before Leaflet measures it

  const failed = (error) => {
    document.getElementById("explore-note").textContent = words.failed;
    throw error;
  };

  function paint() {
    const patterns = new Set([...seats.values()].map((seat) => look(seat.contest).pattern));
    for (const row of document.querySelectorAll(".explore-legend [data-pattern]"))
      row.hidden = !patterns.has(row.dataset.pattern);
    for (const seat of seats.values()) {
      const { slot, texture } = look(seat.contest);
      for (const shape of [seat.layer, seat.dot]) {
        shape.setStyle({ fillColor: `url(#hatch-${slot})` });
        const drawn = shape.getElement();
        if (!drawn) continue;
        drawn.classList.remove(...[...drawn.classList].filter((name) => name.startsWith("slot-")));
        drawn.classList.add("seat", slot);
        for (const kind of ["hatched", "dashed"]) drawn.classList.toggle(kind, texture === kind);
      }
      tell(seat, [title(seat.contest), ...lines(seat.contest)].join(". "));
    }
  }

  /* What is said about a seat changes wherever it stands: to a screen reader, in a tooltip, in an open card. */
  function tell(seat, said) {
    const path = seat.layer.getElement();
    const before = path?.getAttribute("aria-label");
    if (!path || before === said) return;
    path.setAttribute("aria-label", said);
    if (!before) return;
    for (const shape of [seat.layer, seat.dot]) {
      shape.getElement()?.classList.add("is-new");
      if (shape.isTooltipOpen()) shape.getTooltip().update();
    }
    if (opened?.seat === seat) fill(opened);
  }

  /* A hatch for each colour, for leads and results in review: paint() points to it. */
  function hatches() {
    const drawing = document.createElementNS(SVG, "svg");
    drawing.setAttribute("class", "hatches");
    drawing.setAttribute("aria-hidden", "true");
    for (const slot of new Set([...told.slots, "slot-other", "slot-none"])) {
      const pattern = document.createElementNS(SVG, "pattern");
      const size = { width: 8, height: 8, patternUnits: "userSpaceOnUse" };
      const values = { id: `hatch-${slot}`, patternTransform: "rotate(45)", ...size };
      for (const [name, value] of Object.entries(values)) pattern.setAttribute(name, value);
      for (const [kind, wide] of [["ground", 8], [slot, 4]]) {
        const bar = document.createElementNS(SVG, "rect");
        bar.setAttribute("width", wide);
        bar.setAttribute("height", 8);
        bar.setAttribute("class", kind);
        pattern.append(bar);
      }
      drawing.append(pattern);
    }
    place.append(drawing);
  }

  /* Dots and codes: what is too small gets a dot, and a code stands where it covers nothing. */

  const visible = (seat) => map.hasLayer(seat.group.layer);
  const shown = () => [...seats.values()].filter(visible).sort((a, b) => a.contest.place - b.contest.place);
  const box = (point, wide, high) => [point.x, point.y, point.x + wide, point.y + high];
  const meet = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  function arrange() {
    labels.clearLayers();
    for (const seat of seats.values()) {
      const bounds = seat.layer.getBounds();
      const [far, near] = [bounds.getSouthEast(), bounds.getNorthWest()].map((at) => map.latLngToLayerPoint(at));
      const size = far.subtract(near);
      seat.wide = size.x;
      seat.small = Math.max(size.x, size.y) < SMALL;
      seat.centre = bounds.getCenter();
      seat.dot.setLatLng(seat.centre);
      if (seat.small && visible(seat)) dots.addLayer(seat.dot) && seat.dot.bringToFront();
      else dots.removeLayer(seat.dot);
    }
    paint();
    const taken = shown().filter((seat) => seat.small).map((seat) => {
      const centre = map.latLngToContainerPoint(seat.centre);
      return box(centre.subtract([DOT, DOT]), 2 * DOT, 2 * DOT);
    });
    for (const seat of shown()) write(seat, taken);
  }

  function write(seat, taken) {
    const code = seat.contest.code; // short and the same in every language, as on all maps
    const [wide, high] = [10 + 8 * code.length, 20];
    const gap = DOT + 3;
    const sides = [[gap, -high / 2], [-gap - wide, -high / 2], [-wide / 2, -gap - high], [-wide / 2, gap]];
    const places = seat.wide > wide + 8 ? [[-wide / 2, -high / 2]] : sides;
    const centre = map.latLngToContainerPoint(seat.centre);
    const { x, y } = map.getSize();
    const inside = ([west, north, east, south]) => west >= 0 && north >= 0 && east <= x && south <= y;
    const fits = (place) => inside(place) && !taken.some((other) => meet(other, place));
    const free = places.find((offset) => fits(box(centre.add(offset), wide, high)));
    if (!free) return;
    taken.push(box(centre.add(free), wide, high));
    const [iconSize, iconAnchor] = [[wide, high], [-free[0], -free[1]]];
    const icon = L.divIcon({ className: "seat-code", html: element("span", code), iconSize, iconAnchor });
    const label = L.marker(seat.centre, { icon, keyboard: false }).addTo(labels).on("click", () => open(seat, false));
    label.getElement().setAttribute("aria-hidden", "true");
  }

  /* Keyboard: one tab stop, arrows from seat to seat, Enter opens, Escape closes. */

  function reach(code, focus) {
    for (const [key, seat] of seats) seat.layer.getElement()?.setAttribute("tabindex", key === code ? "0" : "-1");
    current = code;
    if (!focus) return;
    map.panInside(seats.get(code).centre, { padding: [40, 40], animate: false });
    seats.get(code).layer.getElement().focus({ preventScroll: true });
  }

  function pressed(event, seat) {
    const codes = shown().map(({ contest }) => contest.code);
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    const at = codes.indexOf(seat.contest.code);
    const goals = { Home: 0, End: codes.length - 1, ...(event.key in steps && { [event.key]: at + steps[event.key] }) };
    if (event.key in goals) reach(codes[(goals[event.key] + codes.length) % codes.length], true);
    else if (event.key === "Enter" || event.key === " ") open(seat, true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function open(seat, focus) {
    seat.layer.closeTooltip();
    const popup = L.popup({ autoPanPadding: [16, 16], maxWidth: Math.min(280, map.getSize().x - 96) });
    popup.seat = seat;
    popup.setLatLng(seat.centre).setContent(card(seat.contest, true)).openOn(map);
    opened = popup;
    const cross = popup.getElement().querySelector(".leaflet-popup-close-button");
    cross.setAttribute("aria-label", words.close);
    if (focus) link(popup).focus();
  }

  const link = (popup) => popup.getElement().querySelector("a[href]:not(.leaflet-popup-close-button)");

  function fill(popup) {
    const focused = link(popup) === document.activeElement;
    popup.setContent(card(popup.seat.contest, true));
    if (focused) link(popup).focus();
  }

  function closed({ popup }) {
    if (popup === opened) opened = null;
    if (popup.seat && popup.getElement().contains(document.activeElement)) popup.seat.layer.getElement()?.focus();
  }

  /* Layers, called by folium's script */

  function prepare(made) {
    map = made;
    hatches();
    map.createPane("land").style.zIndex = 300;
    L.control.zoom({ zoomInTitle: words.nearer, zoomOutTitle: words.farther }).addTo(map);
    L.control.attribution({ prefix: false }).addTo(map);
    dots = L.layerGroup().addTo(map);
    labels = L.layerGroup().addTo(map);
    map.on("zoomend moveend resize", arrange);
    map.on("zoomend", sharpen);
    map.on("popupclose", closed);
    place.addEventListener("keydown", (event) => event.key === "Escape" && map.closePopup());
    window.addEventListener("hashchange", choose);
    document.addEventListener("halqa:changed", ({ detail }) => detail.push(refresh()));
  }

  function backdrop({ url }) {
    const style = (feature) => ({ className: feature.properties.disputed ? "land disputed" : "land" });
    const layer = L.geoJSON(null, { pane: "land", interactive: false, style });
    json(url).then((shapes) => layer.addData(shapes)).catch(failed);
    return layer;
  }

  function added(feature, layer, group) {
    const contest = group.contests.get(feature.id);
    const dot = L.circleMarker([0, 0], { radius: DOT, className: "seat dot" });
    const seat = { contest, layer, dot, group };
    seats.set(feature.id, seat);
    for (const shape of [layer, dot]) {
      shape.bindTooltip(() => card(contest, false), { sticky: shape === layer, direction: "top", opacity: 1 });
      shape.on("click", () => open(seat, false));
    }
    dot.on("add", () => {
      dot.getElement().setAttribute("aria-hidden", "true");
      dot.getElement().setAttribute("tabindex", "-1");
    });
    layer.on("add", () => ready(seat));
  }

  function ready(seat) {
    const path = seat.layer.getElement();
    path.setAttribute("role", "button");
    path.setAttribute("tabindex", seat.contest.code === current ? "0" : "-1");
    path.addEventListener("keydown", (event) => pressed(event, seat));
    for (const [kind, lit] of [["focus", true], ["blur", false]])
      path.addEventListener(kind, () => seat.dot.getElement()?.classList.toggle("lit", lit));
  }

  function of({ assembly, delimitation }, contests) {
    const mine = contests.filter((contest) => contest.assembly === assembly && contest.delimitation === delimitation);
    return new Map(mine.map((contest) => [contest.code, contest]));
  }

  function ordered(features, contests) {
    const codes = [...contests.keys()];
    return features.filter(({ id }) => contests.has(id)).sort((a, b) => codes.indexOf(a.id) - codes.indexOf(b.id));
  }

  function layerOf(options) {
    const group = { options, assembly: options.assembly, near: false };
    const onEachFeature = (feature, layer) => added(feature, layer, group);
    group.layer = L.geoJSON(null, { style: { className: "seat", fillOpacity: 1 }, onEachFeature });
    groups.push(group);
    Promise.all([json(options.web), Cards.contests]).then(([shapes, contests]) => {
      group.contests = of(options, contests);
      const mine = ordered(shapes.features, group.contests);
      group.layer.addData({ type: "FeatureCollection", features: mine });
      if (mine.some((feature) => feature.properties.approximate)) warn();
      choose();
      sharpen();
    }).catch(failed);
    return group.layer;
  }

  /* Written on the map itself, once. */
  function warn() {
    if (place.querySelector(".approximate")) return;
    const control = L.control({ position: "bottomleft" });
    control.onAdd = () => element("div", words.approximate, "approximate");
    control.addTo(map);
  }

  /* The finer outlines, once somebody looks closely; the paths stay, and with them the focus. */
  function sharpen() {
    if (map.getZoom() < CLOSE_UP) return;
    const coarse = ({ near, contests, options }) => !near && contests && options.close !== options.web;
    for (const group of groups.filter(coarse)) {
      group.near = true;
      json(group.options.close).then(({ features }) => {
        for (const { id, geometry } of ordered(features, group.contests)) {
          const depth = geometry.type === "Polygon" ? 1 : 2;
          seats.get(id).layer.setLatLngs(L.GeoJSON.coordsToLatLngs(geometry.coordinates, depth));
        }
        arrange();
      }).catch(() => { group.near = false; }); // the coarse outlines are still there
    }
  }

  /* Assemblies that lie over each other are shown in turn; #slug is the address of one. */
  function choose() {
    const links = [...document.querySelectorAll(".assemblies a")];
    if (links.length) {
      const wanted = links.find((link) => link.hash === location.hash) || links[0];
      for (const link of links) link.setAttribute("aria-current", String(link === wanted));
      for (const { assembly, layer } of groups)
        if (`#${assembly}` === wanted.hash) layer.addTo(map);
        else layer.remove();
    }
    arrange();
    const [first] = shown();
    const held = place.contains(document.activeElement) && seats.has(current) && visible(seats.get(current));
    if (first && !held) reach(first.contest.code, false);
  }

  /* live.js says that the count has moved, and asks again if this fails. A map that could not be loaded is, by now. */
  async function refresh() {
    await Cards.contests.catch(() => location.reload());
    await Cards.refresh();
    paint();
  }

  return { prepare, backdrop, seats: layerOf };
})();
