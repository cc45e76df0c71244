import assert from "node:assert/strict";
import test from "node:test";
import { address, asked, shown } from "../src/app/cards/answer.js";

const SAID = {
  person: "Rosa",
  signIn: null,
  matches: [{ sop: "Create a quote", library: "Sales", number: 2, url: "https://sop.example.com/s/k1", steps: [] }],
  search: null,
  go: "https://sop.example.com/go",
};
const answering = (body, status = 200) => async () => ({ ok: status < 400, status, json: async () => body });

test("asks with the record's properties, without empty ones", () => {
  const url = new URL(address("https://sop.example.com", "0-3", { dealstage: "contractsent", amount: 100, dealtype: null }));
  assert.equal(url.pathname, "/crm/hubspot/steps");
  assert.deepEqual(Object.fromEntries(url.searchParams), { object: "0-3", dealstage: "contractsent", amount: "100" });
});

test("cuts what no rule would read", () => {
  assert.ok(address("https://s.example", "0-3", { dealstage: "x".repeat(10000) }).length < 700);
});

test("says which step fits", async () => {
  const state = await asked(answering(SAID), "https://sop.example.com");
  assert.equal(state.matches[0].about, "Sales, step 2 fits");
});

test("shows a search only where no rule fits", () => {
  const search = { hits: [{ title: "Send it" }] };
  assert.deepEqual(shown({ ...SAID, search }).hits, []);
  assert.equal(shown({ ...SAID, matches: [], search }).hits.length, 1);
});

test("tells a stranger how to sign in", () => {
  assert.deepEqual(shown({ ...SAID, person: null, signIn: "https://sop.example.com/in" }), { signIn: "https://sop.example.com/in" });
});

test("says what is wrong", async () => {
  assert.match((await asked(answering({ detail: "Not verified." }, 401), "u")).problem, /Not verified/);
  assert.match((await asked(answering(null, 502), "u")).problem, /502/);
  const down = async () => { throw new Error("down"); };
  assert.match((await asked(down, "u")).problem, /does not answer/);
});
