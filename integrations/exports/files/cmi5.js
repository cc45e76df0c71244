// Tells a learning record store what was seen: as cmi5 where it was launched so, else as plain xAPI (Tin Can launch).
"use strict";

(async function () {
  const launch = new URLSearchParams(window.location.search);
  const edition = document.body.dataset.edition;
  const begun = Date.now();
  const verbs = {
    initialized: "http://adlnet.gov/expapi/verbs/initialized",
    experienced: "http://adlnet.gov/expapi/verbs/experienced",
    completed: "http://adlnet.gov/expapi/verbs/completed",
    terminated: "http://adlnet.gov/expapi/verbs/terminated",
  };
  const category = (name) => ({ id: `https://w3id.org/xapi/cmi5/context/categories/${name}` });
  const isCmi5 = launch.has("fetch");
  const activity = launch.get("activityId") || launch.get("activity_id") || "";
  const endpoint = (launch.get("endpoint") || "").replace(/\/?$/, "/");
  const nothing = { seen() {}, location() {}, completed() {} };
  let authorization = launch.get("auth") || "";
  let data = {};
  let state = { edition, seen: [], location: 0, completed: false };
  let isOver = false;
  let line = Promise.resolve();

  async function send(method, resource, parameters, body, options = {}) {
    const answer = await fetch(`${endpoint}${resource}?${new URLSearchParams(parameters)}`, {
      method,
      headers: {
        Authorization: authorization,
        "X-Experience-API-Version": "1.0.3",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      ...options,
    });
    if (answer.status === 404 && method === "GET") return null;
    if (!answer.ok) throw new Error(`${method} ${resource}: ${answer.status}`);
    return method === "GET" ? answer.json() : null;
  }

  const actor = () => JSON.parse(launch.get("actor"));
  const about = (stateId) => ({
    activityId: activity,
    agent: JSON.stringify(actor()),
    stateId,
    ...(launch.get("registration") ? { registration: launch.get("registration") } : {}),
  });

  function duration() {
    return `PT${Math.round((Date.now() - begun) / 10) / 100}S`;
  }

  function statement(verb, { result, object, isDefined = true, moveOn = false } = {}) {
    const template = data.contextTemplate || {};
    const categories = [...(template.contextActivities?.category || [])];
    if (isCmi5 && isDefined) categories.push(category("cmi5"));
    if (isCmi5 && moveOn) categories.push(category("moveon"));
    return {
      id: crypto.randomUUID ? crypto.randomUUID() : fallbackId(),
      timestamp: new Date().toISOString(),
      actor: actor(),
      verb: { id: verbs[verb], display: { en: verb } },
      object: object || { objectType: "Activity", id: activity },
      ...(result ? { result } : {}),
      context: {
        ...template,
        ...(launch.get("registration") ? { registration: launch.get("registration") } : {}),
        contextActivities: { ...template.contextActivities, category: categories },
      },
    };
  }

  // Where the page isn't served over HTTPS the browser has no randomUUID.
  function fallbackId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // One after another: "initialized" is the first statement and "terminated" the last.
  function queue(work) {
    line = line.then(work).catch((error) => console.error("not recorded", error));
    return line;
  }

  const post = (one, options) => send("POST", "statements", {}, one, options);
  const keep = (options) => send("PUT", "activities/state", about("stepmark-seen"), state, options);

  function terminate() {
    if (isOver) return;
    isOver = true;
    if (isCmi5) post(statement("terminated", { result: { duration: duration() } }), { keepalive: true }).catch(() => {});
  }

  async function begin() {
    if (isCmi5) {
      const answer = await fetch(launch.get("fetch"), { method: "POST" });
      authorization = `Basic ${(await answer.json())["auth-token"]}`;
      data = (await send("GET", "activities/state", about("LMS.LaunchData"))) || {};
      const profile = { agent: JSON.stringify(actor()), profileId: "cmi5LearnerPreferences" };
      await send("GET", "agents/profile", profile).catch(() => null);
    }
    const stored = await send("GET", "activities/state", about("stepmark-seen")).catch(() => null);
    if (stored && stored.edition === edition) state = stored;
    else if (stored) state.completed = Boolean(stored.completed);
    await post(statement("initialized"));
  }

  if (!endpoint.startsWith("http") || !activity || !launch.get("actor")) {
    window.startCourse(nothing, { seen: [], location: 0 });
    return;
  }
  try {
    await begin();
  } catch (error) {
    console.error("not recorded", error);
    window.startCourse(nothing, { seen: [], location: 0 });
    return;
  }
  const isNormal = (data.launchMode || "Normal") === "Normal";
  window.addEventListener("pagehide", terminate);
  window.startCourse(
    {
      seen(all, number, title) {
        state.seen = all;
        if (!isNormal) return;
        const object = {
          objectType: "Activity",
          id: `${activity}${activity.includes("#") ? "-" : "#"}step-${number + 1}`,
          definition: { name: { en: title }, type: "http://adlnet.gov/expapi/activities/step" },
        };
        queue(() => post(statement("experienced", { object, isDefined: false })));
      },
      location(place) {
        state.location = place;
        if (isNormal) queue(() => keep());
      },
      completed() {
        state.completed = true;
        if (!isNormal) return;
        const result = { completion: true, duration: duration() };
        queue(() => post(statement("completed", { result, moveOn: true })));
        queue(() => keep());
      },
    },
    { seen: state.seen, location: state.location, completed: state.completed },
  );
  if (data.returnURL) {
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", async () => {
      await line;
      terminate();
      window.location.assign(data.returnURL);
    });
    document.querySelector(".player").append(close);
  }
})();
