"""What the regulation prescribes, written out by hand: every chain, step by step, in a short notation.

A step is `kind seat`; `kind {a, b}` when all must act, `kind a|b` when either may; `(part)` is what is provided;
`[condition]` when the step is not always due; `!` when the municipal bureau acts; `+n` for n recipients.
Nothing here is computed: it is what the chains of the data file are compared with.
"""

LICENSING = "draft originating_office; provide planning (fees); attest originating_office"
OFFICE = "draft originating_office; attest originating_office"
NORMATIVE = "draft originating_office; provide legal; attest originating_office"
PAIR = "sign {deputy_in_charge, deputy_publicity}"
BOTH = "review {general, legal}"
RECORDS = "resolution bureau_meeting; filing legal +3"
IF_RULE = "resolution bureau_meeting [rule_changed]; filing legal +3 [rule_changed]"
SCREEN = "receive general; sign deputy_general; post general"
SCREEN_OFF = "receive general; sign deputy_general; take_down general"
PRINT = "receive general!; sign deputy_general!; post general!"
PRINT_OFF = "receive general!; sign deputy_general!; take_down general!"
MAJOR = "sign director [major]"

LICENSING_WEB = f"{LICENSING}; review legal; review general; {PAIR}"
ANNUAL_WEB = "draft general; attest general; review legal; sign director"
ARRANGEMENT_WEB = f"{OFFICE}; {BOTH}; {PAIR}"
LAW_WEB = "draft legal; attest legal; review general; sign deputy_legal"
NORMATIVE_WEB = f"{NORMATIVE}; {RECORDS}; review general"
NORMATIVE_CHANGED = f"{NORMATIVE}; {IF_RULE}; review general; sign director"
ANNOUNCED = f"{OFFICE}; {BOTH}; sign deputy_in_charge; {MAJOR}"
PERSONNEL_WEB = f"draft personnel; attest personnel; {BOTH}; sign deputy_personnel"
PERSONNEL_CHANGED = f"draft personnel; attest personnel; {BOTH}; sign director"
OTHER_WEB = (
    f"{OFFICE}; screen publicity; review general; circulate publicity; review legal; "
    f"sign {{deputies_concerned}}; {MAJOR}"
)
OTHER_APPROVED = f"{OFFICE}; review general; review legal; sign {{deputies_concerned}}; {MAJOR}"
FEES = f"provide planning (fees); attest planning; {BOTH}; sign deputy_in_charge; post general"
INTERNAL = f"{OFFICE}; {BOTH}; sign deputy_in_charge; {MAJOR}; post general"
PUBLICITY_TOO = "receive publicity; sign deputy_publicity"
DRAFT = "draft originating_office"
DOWN = "take_down publicity"

CHAINS: dict[tuple[str, str, str], tuple[str, str]] = {
    # what the bureau's leading group adds to each of them is below (LEADING_GROUP, CHANNEL_STEPS)
    # 五(一)1, 五(五)3
    ("licensing", "publish", "web"): ("§5.1.1", f"{LICENSING_WEB}; publish publicity"),
    ("licensing", "modify", "web"): ("§5.5.3", f"{LICENSING_WEB}; publish publicity"),
    ("licensing", "withdraw", "web"): ("§5.5.4", f"{DRAFT}; review legal; {PAIR}; {DOWN}"),
    ("licensing", "repeal", "web"): ("§5.5.3", f"{DRAFT}; review legal; sign deputy_in_charge; {DOWN}"),
    # 四(五)
    ("licensing", "publish", "wall"): ("§4.5", f"{LICENSING_WEB}; post general"),
    ("licensing", "modify", "wall"): ("§4.5", f"{LICENSING_WEB}; post general"),
    ("licensing", "withdraw", "wall"): ("§5.5.4", f"{DRAFT}; review legal; {PAIR}; take_down general"),
    # 五(三)
    ("licensing", "publish", "touchscreen"): ("§5.3", f"{LICENSING_WEB}; {SCREEN}"),
    ("licensing", "modify", "touchscreen"): ("§5.3", f"{LICENSING_WEB}; {SCREEN}"),
    ("licensing", "withdraw", "touchscreen"): ("§5.5.4", f"{DRAFT}; review legal; {PAIR}; {SCREEN_OFF}"),
    # 五(四)
    ("licensing", "publish", "leaflet"): ("§5.4", f"{LICENSING_WEB}; {PRINT}"),
    ("licensing", "modify", "leaflet"): ("§5.4", f"{LICENSING_WEB}; {PRINT}"),
    ("licensing", "withdraw", "leaflet"): ("§5.5.4", f"{DRAFT}; review legal; {PAIR}; {PRINT_OFF}"),
    # 五(一)2
    ("plans.annual", "publish", "web"): ("§5.1.2", f"{ANNUAL_WEB}; publish publicity"),
    ("plans.annual", "modify", "web"): ("§5.1.2", f"{ANNUAL_WEB}; publish publicity"),
    ("plans.annual", "withdraw", "web"): ("§5.5.4", f"draft general; sign director; {DOWN}"),
    ("plans.annual", "publish", "touchscreen"): ("§5.3", f"{ANNUAL_WEB}; {SCREEN}"),
    ("plans.annual", "modify", "touchscreen"): ("§5.3", f"{ANNUAL_WEB}; {SCREEN}"),
    ("plans.annual", "withdraw", "touchscreen"): ("§5.5.4", f"draft general; sign director; {SCREEN_OFF}"),
    ("plans.arrangement", "publish", "web"): ("§5.1.2", f"{ARRANGEMENT_WEB}; publish publicity"),
    ("plans.arrangement", "modify", "web"): ("§5.1.2", f"{ARRANGEMENT_WEB}; publish publicity"),
    ("plans.arrangement", "withdraw", "web"): ("§5.5.4", f"{DRAFT}; {PAIR}; {DOWN}"),
    ("plans.arrangement", "publish", "touchscreen"): ("§5.3", f"{ARRANGEMENT_WEB}; {SCREEN}"),
    ("plans.arrangement", "modify", "touchscreen"): ("§5.3", f"{ARRANGEMENT_WEB}; {SCREEN}"),
    ("plans.arrangement", "withdraw", "touchscreen"): ("§5.5.4", f"{DRAFT}; {PAIR}; {SCREEN_OFF}"),
    # 五(一)3, 五(五)1
    ("regulations.law", "publish", "web"): ("§5.1.3", f"{LAW_WEB}; {PUBLICITY_TOO}; publish publicity"),
    ("regulations.law", "modify", "web"): ("§5.5.1", f"{LAW_WEB}; publish publicity"),
    ("regulations.law", "withdraw", "web"): (
        "§5.5.4",
        f"draft legal; sign deputy_legal; {PUBLICITY_TOO}; {DOWN}",
    ),
    ("regulations.law", "repeal", "web"): ("§5.5.1", "draft legal; sign deputy_legal; publish publicity"),
    ("regulations.law", "publish", "touchscreen"): ("§5.3", f"{LAW_WEB}; sign deputy_publicity; {SCREEN}"),
    ("regulations.law", "modify", "touchscreen"): ("§5.3", f"{LAW_WEB}; {SCREEN}"),
    ("regulations.law", "withdraw", "touchscreen"): (
        "§5.5.4",
        f"draft legal; sign deputy_legal; sign deputy_publicity; {SCREEN_OFF}",
    ),
    # 五(一)3, 五(五)2
    ("regulations.normative", "publish", "web"): ("§5.1.3", f"{NORMATIVE_WEB}; publish publicity"),
    ("regulations.normative", "modify", "web"): ("§5.5.2", f"{NORMATIVE_CHANGED}; publish publicity"),
    ("regulations.normative", "withdraw", "web"): ("§5.5.2", f"{DRAFT}; review legal; sign director; {DOWN}"),
    ("regulations.normative", "repeal", "web"): ("§5.5.2", f"{DRAFT}; sign director; publish publicity"),
    ("regulations.normative", "publish", "touchscreen"): ("§5.3", f"{NORMATIVE_WEB}; {SCREEN}"),
    ("regulations.normative", "modify", "touchscreen"): ("§5.3", f"{NORMATIVE_CHANGED}; {SCREEN}"),
    ("regulations.normative", "withdraw", "touchscreen"): (
        "§5.5.4",
        f"{DRAFT}; review legal; sign director; {SCREEN_OFF}",
    ),
    # 五(一)4
    ("announcements", "publish", "web"): ("§5.1.4", f"{ANNOUNCED}; {PUBLICITY_TOO}; publish publicity"),
    ("announcements", "modify", "web"): ("§5.1.4", f"{ANNOUNCED}; {PUBLICITY_TOO}; publish publicity"),
    ("announcements", "withdraw", "web"): (
        "§5.5.4",
        f"{DRAFT}; sign deputy_in_charge; {MAJOR}; {PUBLICITY_TOO}; {DOWN}",
    ),
    ("announcements", "publish", "touchscreen"): ("§5.3", f"{ANNOUNCED}; sign deputy_publicity; {SCREEN}"),
    ("announcements", "modify", "touchscreen"): ("§5.3", f"{ANNOUNCED}; sign deputy_publicity; {SCREEN}"),
    ("announcements", "withdraw", "touchscreen"): (
        "§5.5.4",
        f"{DRAFT}; sign deputy_in_charge; {MAJOR}; sign deputy_publicity; {SCREEN_OFF}",
    ),
    # 五(一)5, 五(五)2
    ("organisation", "publish", "web"): ("§5.1.5", f"{PERSONNEL_WEB}; publish publicity"),
    ("organisation", "modify", "web"): ("§5.5.2", f"{PERSONNEL_CHANGED}; publish publicity"),
    ("organisation", "withdraw", "web"): ("§5.5.4", f"draft personnel; sign deputy_personnel; {DOWN}"),
    ("organisation", "publish", "touchscreen"): ("§5.3", f"{PERSONNEL_WEB}; {SCREEN}"),
    ("organisation", "modify", "touchscreen"): ("§5.3", f"{PERSONNEL_CHANGED}; {SCREEN}"),
    ("organisation", "withdraw", "touchscreen"): ("§5.5.4", f"draft personnel; sign deputy_personnel; {SCREEN_OFF}"),
    # 五(一)6
    ("other", "publish", "web"): ("§5.1.6", f"{OTHER_WEB}; publish publicity"),
    ("other", "modify", "web"): ("§5.1.6", f"{OTHER_WEB}; publish publicity"),
    ("other", "withdraw", "web"): (
        "§5.5.4",
        f"{DRAFT}; screen publicity; review general; circulate publicity; sign {{deputies_concerned}}; {MAJOR}; {DOWN}",
    ),
    ("other", "publish", "touchscreen"): ("§5.3", f"{OTHER_APPROVED}; {SCREEN}"),
    ("other", "modify", "touchscreen"): ("§5.3", f"{OTHER_APPROVED}; {SCREEN}"),
    ("other", "withdraw", "touchscreen"): (
        "§5.5.4",
        f"{DRAFT}; review general; sign {{deputies_concerned}}; {MAJOR}; {SCREEN_OFF}",
    ),
    # 五(二)
    ("licensing.fees", "publish", "wall"): ("§5.2", FEES),
    ("licensing.fees", "modify", "wall"): ("§5.2", FEES),
    ("licensing.fees", "withdraw", "wall"): ("§5.5.4", "draft planning; sign deputy_in_charge; take_down general"),
    # 三(二)
    ("internal", "publish", "intranet"): ("§3.2", INTERNAL),
    ("internal", "modify", "intranet"): ("§3.2", INTERNAL),
    ("internal", "withdraw", "intranet"): (
        "§5.5.4",
        f"{DRAFT}; sign deputy_in_charge; {MAJOR}; take_down general",
    ),
    # Decision (5)
    ("structure", "publish", "web"): (
        "Decision (5)",
        "draft publicity|originating_office; publish publicity|general",
    ),
    ("structure", "modify", "web"): (
        "Decision (5)",
        "draft publicity|originating_office; publish publicity|general",
    ),
    ("structure", "withdraw", "web"): (
        "Decision (5)",
        "draft publicity|originating_office; take_down publicity|general",
    ),
}

SIGNED: dict[str, str] = {
    "licensing": "legal → general → {deputy_in_charge, deputy_publicity} → publicity",
    "plans.annual": "legal → director → publicity",
    "plans.arrangement": "{general, legal} → {deputy_in_charge, deputy_publicity} → publicity",
    "regulations.law": "general → deputy_legal → publicity → deputy_publicity → publicity",
    "regulations.normative": "general → publicity",
    "announcements": "{general, legal} → deputy_in_charge → [director] → publicity → deputy_publicity → publicity",
    "organisation": "{general, legal} → deputy_personnel → publicity",
    "other": "publicity → general → publicity → legal → {deputies_concerned} → [director] → publicity",
}
"""§5.1 with the reviews of §6.1, from the first signature on, as the reading of the regulation gives them."""

MUNICIPAL_TIER = "review {general, legal}! [major_or_sensitive]"
MUNICIPAL_DECISION = "sign director! [major_only]; sign leading_group! [particularly_major_or_sensitive]"
"""§6.1 for a subordinate unit: right before the last step; the reviews for a new text only."""

ALONE = ("internal", "structure")
"""What a unit decides alone and the bureau without its leading group: neither is openness to the public."""

LEADING_GROUP = "sign leading_group [particularly_major_or_sensitive]"
"""The bureau's own particularly major or sensitive items go to its leading group after their leaders: it is one of the
approvers of the web chain, and so stands before what another channel adds."""

CHANNEL_STEPS = {"web": 1, "wall": 1, "touchscreen": 3, "leaflet": 3}
"""How many steps at the end of a chain are the channel's own."""


def of_the_bureau(key: tuple[str, str, str]) -> str:
    """The whole chain of an item of the municipal bureau, the step of its leading group included."""
    name, _action, channel = key
    steps = CHAINS[key][1].split("; ")
    if name in ALONE:
        return "; ".join(steps)
    own = CHANNEL_STEPS[channel]
    return "; ".join([*steps[:-own], LEADING_GROUP, *steps[-own:]])


CATEGORIES: dict[str, tuple[str, ...]] = {
    "organisation": ("organisation",),
    "regulations": ("regulations.law", "regulations.normative"),
    "plans": ("plans.annual", "plans.arrangement", "regulations.normative"),
    "licensing": ("licensing",),
    "announcements": ("announcements",),
    "recruitment": ("other",),
    "complaint_results": ("other",),
    "public_services": ("other",),
    "openness_contacts": ("other",),
    "personnel_matters": ("internal",),
    "awards": ("internal",),
    "emergency_plans": ("internal",),
    "logistics": ("internal",),
    "projects_spending": ("internal",),
    "other_internal": ("internal",),
    "structure": ("structure",),
}
