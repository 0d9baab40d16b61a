/* What the zoomable map says about a seat: names, figures and colours, from the API, in the language of the page.
   Names are only ever written as text: nothing here makes markup out of data. */
"use strict";

const Cards = (() => {
  const place = document.getElementById("explore");
  const told = JSON.parse(place.dataset.told);
  const words = told.words;
  const urdu = document.documentElement.lang === "ur";
  let parties, results = { seats: {} }, standings = { seats: {} };

  const json = (url, options) => fetch(url, options).then((answer) => {
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json().then((said) => Object.assign(said, { tag: answer.headers.get("etag") }));
  });

  /* The contests of the election, in their order, with their candidates by id. */
  const sources = [json(told.names), json(told.results), json(told.standings)];
  const contests = Promise.all(sources).then(([known, figures, stand]) => {
    const keyed = (rows, key) => new Map(rows.map((row) => [row[key], row]));
    parties = keyed(known.parties, "slug");
    known.contests.forEach((contest, at) => {
      contest.place = at;
      contest.people = keyed(contest.candidates, "id");
    });
    [results, standings] = [figures, stand];
    return known.contests;
  });

  /* Words */

  const say = (row, name) => (urdu && row[`${name}_ur`]) || row[name];
  const filled = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (all, name) => values[name] ?? all);
  const figure = (number) => number.toLocaleString("en");

  function affiliation(person) {
    const party = (slug) => say(parties.get(slug), "short");
    if (person.party) return party(person.party);
    return person.backed_by ? filled(words.backed, { party: party(person.backed_by) }) : words.independent;
  }

  /* How a seat is drawn and what its standing is called: the server's word, as on every other map. */
  const look = (contest) => standings.seats[contest.code] || { slot: "slot-none", pattern: "none", texture: "" };

  /* The standing of a seat: who is ahead, the first two by known votes, and the words for it. */
  function standing(contest) {
    const result = results.seats[contest.code] || { votes: {} };
    const ahead = contest.people.get(result.winner ?? result.leader);
    const order = (person) => [person === ahead ? 0 : 1, -(result.votes[person.id] ?? -1)];
    const ranked = contest.candidates
      .filter((person) => person === ahead || person.id in result.votes)
      .sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1]);
    return { result, status: look(contest).words, first: ranked.slice(0, 2) };
  }

  function lines(contest) {
    const { result, status, first } = standing(contest);
    const votes = (person) =>
      person.id in result.votes ? filled(words.votes, { votes: figure(result.votes[person.id]) }) : words.unknown;
    const said = first.map((person) => `${say(person, "name")} (${affiliation(person)}): ${votes(person)}`);
    if (result.margin_votes !== null && result.margin_votes !== undefined)
      said.push(filled(words.margin, { votes: figure(result.margin_votes) }));
    const total = contest.stations_total;
    if (Number.isInteger(result.stations_reported) && total)
      said.push(filled(words.stations, { n: figure(result.stations_reported), total: figure(total) }));
    return status ? [status, ...said] : said;
  }

  const title = (contest) => `${say(contest, "code")} ${say(contest, "name")}`;

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function card(contest, linked) {
    const made = element("div", "", "seat-card");
    made.dir = document.documentElement.dir;
    made.append(element("strong", title(contest)));
    for (const line of lines(contest)) {
      const row = element("p");
      row.append(element("bdi", line));
      made.append(row);
    }
    if (linked) {
      const link = element("a", words.open);
      link.href = told.seat.replace(/0\/(?=(index\.html)?$)/, `${encodeURIComponent(contest.slug)}/`);
      made.append(link);
    }
    return made;
  }

  /* Look for new results; resolves to them, or to null if nothing changed. Results and standings of two states are
     never shown together: they come together at the next look. */
  const state = ({ version, phase }) => `${version}.${phase}`;

  function refresh() {
    const anew = { cache: "no-cache" };
    return json(told.results, anew).then((figures) => {
      const same = state(figures) === state(results) && figures.tag === results.tag; // a restored site counts twice
      if (same && state(figures) === state(standings)) return null;
      return json(told.standings, anew).then((stand) => {
        if (state(stand) !== state(figures)) return null;
        [results, standings] = [figures, stand];
        return figures;
      });
    });
  }

  return { place, told, words, json, contests, say, element, title, lines, card, look, refresh };
})();
