import { createElement } from "lwc";
import { getRecord } from "lightning/uiRecordApi";
import signedContext from "@salesforce/apex/StepmarkContext.signedContext";
import StepmarkSteps from "c/stepmarkSteps";

jest.mock("@salesforce/apex/StepmarkContext.signedContext", () => ({ default: jest.fn() }), { virtual: true });

const MATCH = {
  title: "Open Quotes",
  sop: "Create a quote",
  library: "Sales",
  url: "https://sop.example.com/s/k1?v=2",
  number: 2,
  version: 2,
  steps: [
    { number: 1, title: "Open the deal", url: "https://sop.example.com/s/k0?v=2", isCurrent: false },
    { number: 2, title: "Open Quotes", url: "https://sop.example.com/s/k1?v=2", isCurrent: true },
  ],
};
const ANSWER = {
  person: "Rosa",
  signIn: null,
  record: { crm: "salesforce", object: "Opportunity", stage: "Proposal" },
  matches: [MATCH],
  search: null,
  go: "https://sop.example.com/go?object=Opportunity",
};

function answering(body, status = 200) {
  global.fetch = jest.fn().mockResolvedValue({ ok: status < 400, status, json: async () => body });
}

async function onPage() {
  const element = createElement("c-stepmark-steps", { is: StepmarkSteps });
  element.recordId = "006000000000001AAA";
  element.objectApiName = "Opportunity";
  document.body.appendChild(element);
  getRecord.emit({ fields: { StageName: { value: "Proposal" } } });
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  return element;
}

beforeEach(() => signedContext.mockResolvedValue({ site: "https://sop.example.com", signedRequest: "c2ln.e30=" }));
afterEach(() => {
  document.body.replaceChildren();
  jest.clearAllMocks();
});

test("shows the SOP that fits, its steps, and marks the one for this stage", async () => {
  answering(ANSWER);
  const root = (await onPage()).shadowRoot;
  expect(root.querySelector("h3 a").textContent).toBe("Create a quote");
  expect([...root.querySelectorAll("li.step a")].map((link) => link.textContent)).toEqual(["Open the deal", "Open Quotes"]);
  expect(root.querySelector("[aria-current=step] a").href).toBe("https://sop.example.com/s/k1?v=2");
});

test("sends the signed record and no cookies", async () => {
  answering(ANSWER);
  await onPage();
  expect(signedContext).toHaveBeenCalledWith({ recordId: "006000000000001AAA" });
  const [url, options] = global.fetch.mock.calls[0];
  expect(url).toBe("https://sop.example.com/crm/salesforce/steps");
  expect(options.credentials).toBe("omit");
  expect(options.body).toBe("signed_request=c2ln.e30%3D");
});

test("asks again when the stage changes", async () => {
  answering(ANSWER);
  await onPage();
  getRecord.emit({ fields: { StageName: { value: "Closed Won" } } });
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  expect(global.fetch).toHaveBeenCalledTimes(2);
});

test("tells a stranger how to sign in", async () => {
  answering({ ...ANSWER, person: null, signIn: "https://sop.example.com/accounts/login/", matches: [] });
  const root = (await onPage()).shadowRoot;
  expect(root.querySelector(".stranger a").href).toBe("https://sop.example.com/accounts/login/");
});

test("shows what a search found where no rule fits", async () => {
  const hit = { title: "Send it", sop: "Send the contract", number: 3, url: "https://sop.example.com/s/k9" };
  answering({ ...ANSWER, matches: [], search: { words: "Opportunity Proposal", hits: [hit], url: "" } });
  const root = (await onPage()).shadowRoot;
  expect(root.querySelector(".hit a").textContent).toBe("Send the contract: Send it");
});

test.each([
  [401, { code: "not_verified", detail: "The signature doesn't fit the request." }, "The signature doesn't fit the request."],
  [502, null, "Stepmark answered with an error (502)."],
])("says what is wrong (%s)", async (status, body, text) => {
  answering(body, status);
  const root = (await onPage()).shadowRoot;
  expect(root.querySelector("[role=alert]").textContent).toBe(text);
});

test("says so when nobody answers", async () => {
  global.fetch = jest.fn().mockRejectedValue(new TypeError("Failed to fetch"));
  const root = (await onPage()).shadowRoot;
  expect(root.querySelector("[role=alert]").textContent).toContain("does not answer");
});

test("never makes a link of anything but a web address", async () => {
  answering({ ...ANSWER, matches: [{ ...MATCH, url: "javascript:alert(1)", sop: "<img src=x onerror=alert(1)>" }] });
  const root = (await onPage()).shadowRoot;
  expect(root.querySelector("h3 a").getAttribute("href")).toBeNull();
  expect(root.querySelector("img")).toBeNull();
});
