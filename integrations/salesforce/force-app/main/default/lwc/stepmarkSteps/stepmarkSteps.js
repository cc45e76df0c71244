// The steps of the SOPs that fit the record's stage. The server decides what this person may see.
import { LightningElement, api, wire } from "lwc";
import { getRecord } from "lightning/uiRecordApi";
import signedContext from "@salesforce/apex/StepmarkContext.signedContext";
import { asked, shown } from "./answer";

// Whichever of them the object has: a change of one asks again.
const WATCHED = ["Opportunity.StageName", "Opportunity.Type", "Opportunity.Amount", "Lead.Status", "Case.Status", "Quote.Status"];

export default class StepmarkSteps extends LightningElement {
  @api recordId;
  @api objectApiName;
  state = { loading: true };
  turn = 0;

  get watched() {
    return WATCHED.filter((field) => field.startsWith(`${this.objectApiName}.`));
  }

  @wire(getRecord, { recordId: "$recordId", optionalFields: "$watched" })
  changed({ data, error }) {
    if (data || error) this.load();
  }

  async load() {
    const turn = ++this.turn;
    this.state = { ...this.state, loading: true };
    let state;
    try {
      const { site, signedRequest } = await signedContext({ recordId: this.recordId });
      state = shown(await asked(site, signedRequest));
    } catch (problem) {
      state = { problem: problem?.body?.message || problem.message };
    }
    // An answer to an earlier question must not replace a later one.
    if (turn === this.turn) this.state = state;
  }
}
