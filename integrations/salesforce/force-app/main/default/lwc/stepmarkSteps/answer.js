// Asking Stepmark, and its answer made ready for the page. No Salesforce in here.
const SECONDS = 10;

export async function asked(site, signedRequest) {
  const answer = await fetch(`${site}/crm/salesforce/steps`, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ signed_request: signedRequest }).toString(),
    credentials: "omit",
    signal: AbortSignal.timeout ? AbortSignal.timeout(SECONDS * 1000) : undefined,
  }).catch(() => null);
  if (!answer) throw new Error("Stepmark does not answer. Try again in a moment.");
  const said = await answer.json().catch(() => null);
  if (!answer.ok || !said) throw new Error(said?.detail || `Stepmark answered with an error (${answer.status}).`);
  return said;
}

export function shown(answer) {
  if (!answer.person) return { signIn: web(answer.signIn) };
  const matches = answer.matches.map((match, place) => ({
    key: `${place}`,
    title: match.sop,
    url: web(match.url),
    about: match.number ? `${match.library}, step ${match.number} fits` : match.library,
    steps: match.steps.map((step) => ({
      key: `${place}-${step.number}`,
      number: step.number,
      title: step.title,
      url: web(step.url),
      class: step.isCurrent ? "step current" : "step",
      current: step.isCurrent ? "step" : null,
    })),
  }));
  const hits = (answer.search?.hits || []).map((hit, place) => ({ ...hit, url: web(hit.url), key: `hit-${place}` }));
  return {
    matches,
    hasMatches: matches.length > 0,
    hits,
    hasHits: matches.length === 0 && hits.length > 0,
    hasNothing: matches.length === 0 && hits.length === 0,
    stage: answer.record.stage,
    go: web(answer.go),
  };
}

// Only addresses of the web become links.
function web(url) {
  return /^https?:\/\//.test(url || "") ? url : null;
}
