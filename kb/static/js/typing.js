// Is the person typing, or holding a modifier? Then single-letter keys are not ours.
export function isTyping(event) {
  const at = event.target;
  return event.metaKey || event.ctrlKey || event.altKey || at.isContentEditable || at.matches?.("input, textarea, select");
}
