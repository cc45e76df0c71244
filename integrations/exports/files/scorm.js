// Tells a learning system that speaks SCORM 1.2 what was seen. Without one the course is simply shown.
"use strict";

(function () {
  const edition = document.body.dataset.edition;
  const begun = Date.now();
  const api = find(window) || (window.opener && find(window.opener));
  let isOpen = Boolean(api) && String(api.LMSInitialize("")) === "true";

  function find(start) {
    let place = start;
    for (let depth = 0; depth < 50; depth += 1) {
      try {
        if (place.API) return place.API;
        if (place.parent === place) return null;
        place = place.parent;
      } catch (error) {
        return null; // a frame of another origin
      }
    }
    return null;
  }

  function get(name) {
    return isOpen ? String(api.LMSGetValue(name) || "") : "";
  }

  function set(name, value) {
    if (isOpen) api.LMSSetValue(name, String(value));
  }

  function commit() {
    if (isOpen) api.LMSCommit("");
  }

  // 4096 characters at most: runs instead of numbers, and the edition, so that another version begins anew.
  function packed(numbers) {
    const runs = [];
    for (const number of numbers) {
      const last = runs[runs.length - 1];
      if (last && last[1] === number - 1) last[1] = number;
      else runs.push([number, number]);
    }
    return `${edition}:${runs.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(",")}`;
  }

  function unpacked(text) {
    const [of, runs] = text.split(":");
    if (of !== edition || !runs) return [];
    return runs.split(",").flatMap((run) => {
      const [from, to] = run.split("-").map(Number);
      return Array.from({ length: (to ?? from) - from + 1 }, (_, number) => from + number);
    });
  }

  function time() {
    const seconds = (Date.now() - begun) / 1000;
    const two = (number) => String(Math.floor(number)).padStart(2, "0");
    return `${String(Math.floor(seconds / 3600)).padStart(4, "0")}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
  }

  function finish() {
    if (!isOpen) return;
    set("cmi.core.session_time", time());
    set("cmi.core.exit", isComplete ? "" : "suspend");
    commit();
    api.LMSFinish("");
    isOpen = false;
  }

  const status = get("cmi.core.lesson_status");
  let isComplete = status === "completed" || status === "passed";
  if (!isComplete) set("cmi.core.lesson_status", "incomplete");
  const seen = unpacked(get("cmi.suspend_data"));
  const location = seen.length ? Number(get("cmi.core.lesson_location")) || 0 : 0;
  window.addEventListener("pagehide", finish);
  window.addEventListener("beforeunload", finish);
  window.startCourse(
    {
      seen: (all) => set("cmi.suspend_data", packed(all)),
      location: (place) => {
        set("cmi.core.lesson_location", place);
        commit();
      },
      completed: () => {
        isComplete = true;
        set("cmi.core.lesson_status", "completed");
        commit();
      },
    },
    { seen, location, completed: isComplete },
  );
})();
