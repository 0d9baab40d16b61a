/* What the zoomable map says about a seat: names, figures and colours, from the API, in the language of the page.
   Names are only ever written as text: nothing here makes markup out of data. */
"use strict";

const Cards = (() => {
  const place = document.getElementById("explore");
  const told = JSON.parse(place.dataset.told);
  const words = told.words;
  const SOON = 2000; // milliseconds until what did not fit together is asked for again; then twice as many
  const LONGEST = 30000;
  const urdu = document.documentElement.lang === "ur";
  let parties, results = { seats: {} }, standings = { seats: {} };

  const json = (url, options) => fetch(url, options).then((answer) => {
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return answer.json();
  });

  /* Results and standings of one state, not older than the page's: those of two are never shown together. */
  const state = ({ version, phase }) => `${version}.${phase}`;
  const { version, phase } = document.querySelector("[data-live]").dataset;
  const isOld = (found) => found.version < version || (found.version === Number(version) && found.phase < phase);

  async function pair(options) {
    const [figures, stand] = await Promise.all([json(told.results, options), json(told.standings, options)]);
    if (state(figures) !== state(stand) || isOld(figures)) throw new MisfitError("A cache on the way has not heard yet.");
    return [figures, stand];
  }

  class MisfitError extends Error {
    late = true; // live.js asks again soon
  }
  const anew = { cache: "no-cache" };

  /* The first figures. While counts come in, two caches may be apart for a while. */
  async function fitting(options, wait) {
    try {
      return await pair(options);
    } catch (reason) {
      if (!(reason instanceof MisfitError)) throw reason;
      await new Promise((done) => { setTimeout(done, wait); });
      return fitting(anew, Math.min(2 * wait, LONGEST));
    }
  }

  /* The contests of the election, in their order, with their candidates by id. */
  const contests = Promise.all([json(told.names), fitting({}, SOON)]).then(([known, [figures, stand]]) => {
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

  /* Fetch what is known now. Rejects while results and standings are of two states. */
  async function refresh() {
    [results, standings] = await pair(anew);
  }

  return { place, told, words, json, contests, say, element, title, lines, card, look, refresh };
})();
