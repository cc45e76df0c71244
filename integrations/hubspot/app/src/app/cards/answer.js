// Asking Stepmark, and its answer made ready for the card. No React in here.

// What rules may ask for, by the names that HubSpot gives them.
export const PROPERTIES = ["dealstage", "dealtype", "amount", "hs_lead_status", "lifecyclestage", "hs_pipeline_stage", "hs_object_id"];

export function address(site, objectTypeId, properties) {
  const query = new URLSearchParams({ object: objectTypeId });
  for (const [name, value] of Object.entries(properties || {})) {
    if (value !== null && value !== undefined && value !== "") query.set(name, String(value).slice(0, 500));
  }
  return `${site}/crm/hubspot/steps?${query}`;
}

export async function asked(fetch, url) {
  let answer;
  try {
    answer = await fetch(url, { method: "GET", timeout: 10000 });
  } catch {
    return { problem: "Stepmark does not answer. Try again in a moment." };
  }
  const said = await answer.json().catch(() => null);
  if (!answer.ok || !said) return { problem: said?.detail || `Stepmark answered with an error (${answer.status}).` };
  return shown(said);
}

export function shown(said) {
  if (!said.person) return { signIn: said.signIn };
  return {
    go: said.go,
    matches: said.matches.map((match) => ({
      ...match,
      about: match.number ? `${match.library}, step ${match.number} fits` : match.library,
    })),
    hits: said.matches.length ? [] : said.search?.hits || [],
  };
}
