"""What people write: next steps, notes, tasks, reasons. All invented; picked by number."""

from __future__ import annotations

SOURCES = ("Website", "Referral", "Outbound", "Trade fair", "Partner", "Existing customer")
SOURCE_SHARE = (0.24, 0.14, 0.27, 0.10, 0.08, 0.17)
SOURCE_SHIFT = (0.02, 0.28, -0.20, -0.05, 0.06, 0.16)
KINDS = ("new", "expansion", "renewal")
KIND_SHIFT = (-0.2, -0.03, 0.6)
LOSS_REASONS = (
    "Price", "Lost to a competitor", "No decision", "No budget", "Bad timing", "Missing feature", "No answer",
)  # fmt: skip
# How often each reason is given, by the stage in which the deal was lost.
LOSS_SHARE = (
    (0.04, 0.08, 0.22, 0.28, 0.16, 0.08, 0.14),
    (0.08, 0.14, 0.22, 0.18, 0.14, 0.14, 0.10),
    (0.24, 0.26, 0.18, 0.10, 0.08, 0.10, 0.04),
    (0.36, 0.30, 0.14, 0.10, 0.06, 0.02, 0.02),
    (0.22, 0.24, 0.28, 0.14, 0.10, 0.01, 0.01),
)
NEXT_STEPS = (
    (
        "Intro call",
        "Find the decision maker",
        "Send the case study",
        "Confirm need and budget",
        "Visit the plant",
    ),
    (
        "Map the stakeholders",
        "Site visit",
        "Workshop with production",
        "Collect line data",
        "Meet the plant manager",
    ),
    (
        "Send the quote",
        "Demo with their data",
        "Revise the scope",
        "Present to finance",
        "Answer the questionnaire",
    ),
    (
        "Follow up the quote",
        "Agree payment terms",
        "Chase legal review",
        "Talk to the economic buyer",
        "Align on start",
    ),
    (
        "Signature call",
        "Purchase order",
        "Collect the signed contract",
        "Confirm delivery date",
        "Kick-off date",
    ),
)
# What is logged: kind, outcome, words.
NOTES = (
    ("note", "", "Line 2 stops twice a month. They want to know why before they buy."),
    ("note", "", "Budget is planned, the release needs two signatures."),
    ("call", "reached", "Asked for a reference in the same industry."),
    ("call", "reached", "Price is above what they expected; the care plan is seen as useful."),
    ("email", "received", "IT wants to see the interface description first."),
    ("meeting", "held", "Plant manager is convinced, purchasing is not in the picture yet."),
    ("call", "reached", "They compare with one other supplier. Service is our advantage."),
    ("call", "left_message", "Postponed internally by two weeks, nothing wrong with the project."),
    ("email", "sent", "Sent the answers for the works council."),
    ("meeting", "held", "Wants to start with one line and extend after the summer."),
    ("note", "", "New contact took over. Explained the project again."),
    ("call", "no_answer", "No answer, trying again tomorrow."),
)
TASKS = (
    "Prepare the calculation",
    "Send the meeting summary",
    "Ask for the network plan",
    "Call back",
    "Book the demo room",
    "Check the delivery time",
    "Write to the plant manager",
    "Update the quote",
)
