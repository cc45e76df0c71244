// The card on a record: SOPs that fit, their steps, the one for this stage in bold.
import React, { useEffect, useState } from "react";
import { Alert, Divider, EmptyState, Flex, Link, List, LoadingSpinner, Text, hubspot } from "@hubspot/ui-extensions";
import { PROPERTIES, address, asked } from "./answer.js";

const SITE = "https://stepmark.example.com";

hubspot.extend(({ context, actions }) => <StepmarkCard context={context} actions={actions} />);

function StepmarkCard({ context, actions }) {
  const [state, setState] = useState({ loading: true });
  useEffect(() => {
    let current = true;
    const ask = (properties) =>
      asked(hubspot.fetch, address(SITE, context.crm.objectTypeId, properties)).then((next) => current && setState(next));
    actions.fetchCrmObjectProperties(PROPERTIES).then(ask, () => ask({ hs_object_id: context.crm.objectId }));
    actions.onCrmPropertiesUpdate(PROPERTIES, (properties) => ask(properties));
    return () => {
      current = false;
    };
  }, [context.crm.objectId]);

  if (state.loading) return <LoadingSpinner label="Loading steps" />;
  if (state.problem) return <Alert title="No steps" variant="warning">{state.problem}</Alert>;
  if (state.signIn) {
    return (
      <Alert title="You are not known in Stepmark" variant="info">
        <Link href={state.signIn}>Sign in</Link> or ask for an account with your HubSpot e-mail address.
      </Alert>
    );
  }
  if (state.matches.length) return <Matches matches={state.matches} />;
  if (state.hits.length) return <Hits hits={state.hits} />;
  return <EmptyState title="Nothing for this stage yet"><Link href={state.go}>Open Stepmark</Link></EmptyState>;
}

function Matches({ matches }) {
  return (
    <Flex direction="column" gap="medium">
      {matches.map((match, place) => (
        <Flex direction="column" gap="xs" key={match.url}>
          {place > 0 && <Divider />}
          <Link href={match.url}>{match.sop}</Link>
          <Text variant="microcopy">{match.about}</Text>
          <List variant="ordered-styled">
            {match.steps.map((step) => (
              <Link key={step.url} href={step.url}>
                <Text inline format={{ fontWeight: step.isCurrent ? "bold" : "regular" }}>{step.title}</Text>
              </Link>
            ))}
          </List>
        </Flex>
      ))}
    </Flex>
  );
}

function Hits({ hits }) {
  return (
    <Flex direction="column" gap="xs">
      <Text>No rule for this stage yet. A search found:</Text>
      <List variant="unordered-styled">
        {hits.map((hit) => <Link key={hit.url} href={hit.url}>{`${hit.sop}: ${hit.title}`}</Link>)}
      </List>
    </Flex>
  );
}
