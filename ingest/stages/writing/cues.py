"""How people word rules, warnings, choices, hints and ways out of trouble, whatever they talk about."""

import re

from ingest.stages.writing.verbs import is_verb

NUMBER = (
    r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety"
    r"|hundred|thousand|a hundred|a thousand)"
)
SIGN_OFF = re.compile(
    r"^(?:(?:and|okay|ok|so|alright|all right|um|yeah|yes|well|good|perfect|great|now|right|oh)\W+)*"
    r"(?:that's (?:it|all|everything|the whole|about it|how|basically)|this is (?:it|all)\b|thank|thanks|bye"
    r"|goodbye|see you|have a (?:good|nice|great)"
    r"|i (?:think|hope|guess) (?:that's|that was|this|that)|and you(?:'re| are) (?:done|finished)|done\b"
    r"|ask me if|let me know|until next|cheers|if you have (?:any )?questions|you(?:'re| are) (?:done|finished"
    r"|all set))",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^(?:hi|hello|hey|welcome|good (?:morning|afternoon|evening|day)|okay|ok|so|um|yeah)\b[\w ,']{0,24}[.!,]?$",
    re.IGNORECASE,
)
CORRECTION = re.compile(
    r"\boops|\bwhoops|\bwrong (?:field|button|one|place|tab|row|menu|page|box|column|link|option|line|entry"
    r"|item|spot|screen|tile|icon|window|card|list|section)\b|\bmy (?:mistake|bad)\b"
    r"|\bnot (?:that|this) one\b|\bdidn't mean (?:to|that)|\bscratch that|\bignore that|\bmis-?clicked"
    r"|\bby (?:mistake|accident)\b|\baccidentally\b"
    r"|\bthat(?:'s| is| was) (?:wrong|not (?:it|right|the (?:right )?one|what i))|\b(?:sorry|no),? (?:not"
    r"|that's not|wrong)\b|\bclicked (?:on )?the wrong",
    re.IGNORECASE,
)
UNDOING = re.compile(
    r"\b(?:let me|i'll|i have to|so i|i) (?:just |quickly )?(?:delete|undo|remove|clear|cancel|close|take"
    r"|get rid of|empty|erase) (?:that|this|it)\b|\bback out\b|\bgo(?:ing)? back\b",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"\b(?:if|unless|in case|sometimes|occasionally|should (?:you|the|it|there)|whenever|when(?= (?:you see|it"
    r"|the|that|nothing|there|this)))\b",
    re.IGNORECASE,
)
HYPOTHETICAL = re.compile(
    r"\b(?:if|unless|never|don't|do not|in case|when you|whenever|careful|avoid|make sure)\b", re.IGNORECASE
)
TROUBLE = re.compile(
    r"\b(?:still|doesn't|does not|don't see|do not see|don't find|can't|cannot|couldn't|won't|isn't|is not"
    r"|aren't|nothing|no longer|fail\w*|error\w*|grey(?:ed)?|grayed|stuck|missing|blank"
    r"|hang\w*|fr[eo]ez\w*|times? out|timed out|reject(?:ed|s)|denied|not (?:there|listed|shown|visible|found"
    r"|available|work\w*|appear\w*|load\w*)|wrong|red|warning|problem|trouble"
    r"|bounces?|says|shows|crash\w*|disappear\w*|spin\w*|complains?|locked|expired|empty|duplicate\w*)\b",
    re.IGNORECASE,
)
REMEDY = re.compile(
    r"\b(?:refresh|reload|retry|re-?try|try|check|restart|reopen|re-?enter|remove|clear|wait|contact|ask|call"
    r"|log (?:out|in|off)|sign (?:out|in)|change|correct|fix|go back|repeat"
    r"|again|once more|undo|close|reset|switch|scroll|filter|hides|hidden|means|was|because|has to be"
    r"|have to be|(?:is|are) (?:missing|wrong|in the wrong|empty|locked)|are (?:wrong|in the wrong)|tell|write"
    r"|report|press|unplug|update)\b",
    re.IGNORECASE,
)
OF_THE_SCREEN = re.compile(
    r"\b(?:if|when|in case|should|sometimes|occasionally)\s+(?:(?:the|your|this|that|it|an?|nothing|you (?:see"
    r"|get|don't|do not|can't|cannot|still))\b[\w ']{0,40})",
    re.IGNORECASE,
)
RESTARTS = re.compile(
    r"\b(?:refresh|reload|retry|restart|reboot|try (?:it |that )?again|log out|sign out|clear the cache)\b",
    re.IGNORECASE,
)
CHOOSING = re.compile(
    r"\b(?:choose|use|pick|select|go (?:with|for|to)|take|set|leave|skip|merge|ask|put|stop|instead|need|goes"
    r"|click|mark|must|has to|send|create|add|tick|otherwise|call|contact|talk|speak)\b",
    re.IGNORECASE,
)
DECISION = re.compile(
    r"\bif\b|\bunless\b|\botherwise\b|\binstead\b|\bdepend(?:s|ing)\b|\bin case\b|\bonly (?:if|when|for)\b"
    r"|\brather than\b|\bexcept\b|\bfor (?:everyone|everybody|everything|anyone) else\b"
    r"|\bfor (?:all )?(?:the )?others\b"
    rf"|\b(?:above|over|below|under|up to|more than|less than|at least|beyond|between|from|until"
    rf"|anything (?:above|over|under|below)|greater than|fewer than)\s(?:\w+\s)?{NUMBER}"
    r"|\bfor [\w -]*?\b(?:customers?|clients?|deals?|business|orders?|accounts?|partners?|compan(?:y|ies)"
    r"|people|users?|cases?|countries|invoices?|requests?|tickets?"
    r"|employees?|suppliers?|vendors?|contractors?|members?|hires|patients?|students?|products?|projects?"
    r"|contracts?|trips?|purchases?|amounts?)\b,? (?:\w+ ){0,2}?(?:choose|pick|select|use|take|set|go|enter|it"
    r"|you|we|there)\b",
    re.IGNORECASE,
)
# "Partners get sixty days": what holds for a whole class
OF_A_CLASS = re.compile(
    r"^(?:the |all |most |our |any )?(?:[a-z-]+ ){0,2}(?P<class>[a-z]{4,}(?<!s)s) (?:also |always |usually "
    r"|only |never )?(?:get|start|go|have|need|use|pay|require|come|stay|belong|are|take|receive)\b",
    re.IGNORECASE,
)
NOT_A_CLASS = re.compile(r"^(?:this|terms|settings|details|results|is|was|thanks|yes|always|its)$", re.IGNORECASE)
CAUTION = re.compile(
    r"\bnever\b|\b(?:nobody|no one|none)\b.{0,30}\b(?:may|should|can|must)\b|\bwon't (?:let|accept|allow)\b"
    r"|\blogs? you out\b|\blose\b|\b(?:do not|don't)\b(?! (?:worry|have to|need|know|see|think|mind|want"
    r"|care))|\bmust\b"
    r"|\bmustn't\b|\b(?:be |very )?careful\b|\bwatch out\b|\bmake sure\b|(?<!to )\bbe sure\b"
    r"|\balways\b|\bimportant\b|\bcrucial\b|\bcritical\b|\bessential\b|\bmandatory\b|\brequired\b"
    r"|\bcompulsory\b|\b(?:has|have) to (?:be|match|have|contain|start|end|stay|attach|include|add|state|sign"
    r"|use|keep|fill)\b|\bonly (?:\w+ ){1,3}(?:can|may|should)\b|\bkeep in mind\b|\bplease note\b"
    r"|\bnote that\b|\bcan(?:not|'t) (?:\w+ ){1,4}(?:any ?more|afterwards?|later|again|back)\b"
    r"|\bneeds? to be\b|\bcan(?:'t|not) be\b"
    r"|\bremember\b|\bdon't forget\b|\bdouble[- ]check|\bpay attention\b|\bwarning\b|\bavoid\b|\bgets? (?:that"
    r"|this|it) wrong\b|\bcommon mistake\b|\bexactly (?:as|like|the)\b|\bat the latest\b|\bno later than\b"
    r"|\birreversible\b|\bpermanent\w*\b|\b(?:is|are|will be|gets?) (?:lost|deleted|rejected|overwritten"
    r"|gone)\b|\bper (?:year|month|unit|day|week|user|seat)\b|\bnot the\b|\bwithout (?:it|this|that)\b"
    r"|\bwill (?:reject|not)\b|\bonly (?:use|enter|type|share|send)\b",
    re.IGNORECASE,
)
TIP = re.compile(
    r"\b(?:pro )?tips?\b|\bshortcut\b|\bfaster\b|\bquicker\b|\bhandy\b|\btrick\b|\bhint\b|\byou can also\b"
    r"|\balternatively\b|\bpress(?:ing)? (?:the )?(?:letter|key|control|ctrl|command|shift|alt|escape|enter"
    r"|tab|[a-z]\b)"
    r"|\bsaves? (?:you |us |a lot of )?time\b|\bi (?:usually|like to|always|prefer|normally)\b|\beasier\b|\bkeyboard\b",
    re.IGNORECASE,
)
EXPLAINS = re.compile(
    r"\bbecause\b|\bso (?:that|you|i|we|they|it|the|everyone|everybody)\b|\bthat's (?:how|why|where|what"
    r"|the)\b|\b(?:this|that|it) (?:means|lets|makes|will|would|decides|tells|keeps|goes to)\b"
    r"|\busually\b|\bnormally\b|\bautomatic\w*\b|\bsomething (?:short|like)\b|\bby default\b|\bexactly\b"
    r"|\bwhat (?:did|does|do|the)\b|\bfor example\b|\bsuch as\b|\bso that one\b",
    re.IGNORECASE,
)
CHATTER = re.compile(
    r"^(?:(?:so|and|now|okay|good|great|perfect|oh|um|alright|well|nice)\W+)*(?:you(?:'ll| can| should| will"
    r"| could)? (?:see|get (?:this|a little|the little))|give it|this takes|it takes a|there (?:it is|we go"
    r"|you go)|here (?:it is|we|you)"
    r"|nothing there|that's done|so this is|this is the one|i(?:'m| am) using this|it found|wait (?:a|for)"
    r"|now we wait|let's wait|one (?:moment|second)|hold on|bear with|let me|as you|scroll|further down"
    r"|last (?:part|thing)|next(?: up)?$)",
    re.IGNORECASE,
)
CONTINUES = re.compile(
    r"^(?:otherwise|not |it |that |this |they |those |these |because|so (?:please|don't|plan|that)"
    r"|and (?:don't|never|that)|don't|do not|(?:never|really)(?:\W+\w+){0,3}\W*$|everybody|everyone|nobody"
    r"|in that case|else |instead"
    r"|without (?:it|this|that)|or |but |only )",
    re.IGNORECASE,
)


# "Always search first, so I'm typing the name": the rule ends where she tells what she does
OWN_DOING = re.compile(
    r",? (?:so |and |then )?(?:i|we)(?:'m|'ll| am| will|'re)? (?:just )?(?:write|writ|typ|enter|put|click"
    r"|choos|pick|search|fill|select|open|go )\w*\b.*$",
    re.IGNORECASE,
)


def kind_of(text: str) -> str:
    """caution, decision, tip or troubleshooting; "" for a thought that is no note."""
    if CORRECTION.search(text) and not HYPOTHETICAL.search(text):
        return ""
    condition = CONDITION.search(text)
    if condition:
        rest = text[condition.start() :]
        protasis = rest.split(",", 1)[0]
        if (
            TROUBLE.search(protasis)
            and REMEDY.search(rest)
            and (OF_THE_SCREEN.search(rest) or not CHOOSING.search(rest))
        ):
            return "troubleshooting"
        if OF_THE_SCREEN.search(rest) and RESTARTS.search(rest):
            return "troubleshooting"
        if re.search(r"\b(?:unsure|not sure|in doubt|uncertain)\b", rest, re.IGNORECASE):
            return "decision"
    if DECISION.search(text) and (
        CHOOSING.search(text)
        or TROUBLE.search(text)
        or re.search(r"\b(?:no|not|goes|approve\w*|decide\w*|applies|takes?)\b", text)
    ):
        return "decision"
    if CAUTION.search(text):
        return "caution"
    if TIP.search(text):
        return "tip"
    return "decision" if _is_of_a_class(text) else ""


def _is_of_a_class(text: str) -> bool:
    bare = re.sub(r"^(?:(?:and|so|but|also|now|then)\W+)+", "", text, flags=re.IGNORECASE)
    for part in (bare, bare.partition(",")[2].strip()):
        found = OF_A_CLASS.match(part)
        if found and not NOT_A_CLASS.match(found["class"]):
            return True
    return False


def continues(text: str, kind: str) -> bool:
    """Whether the thought goes on with a note of that kind."""
    return bool(CONTINUES.match(text)) or (kind == "troubleshooting" and is_verb(text.partition(" ")[0]))
