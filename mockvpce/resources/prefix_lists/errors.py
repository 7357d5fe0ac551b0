"""The errors of prefix lists. Marks as in `protocol.errors`; [I] gives way to a recorded answer."""

from __future__ import annotations

from mockvpce.protocol.errors import ErrorSpec

MALFORMED = ErrorSpec("InvalidPrefixListId.Malformed", 'Invalid id: "{id}" (expecting "pl-...")', "D code, I text")
UNKNOWN = ErrorSpec(
    "InvalidPrefixListID.NotFound", "The prefix list ID '{id}' does not exist", "R text for rules, else I; D code"
)
ABSENT = ErrorSpec(
    "InvalidPrefixListID.NotFound",
    "The prefix list ({id}) does not exist.",
    "R GetManagedPrefixListEntries, else I",
)
"""What operations on one list say."""
FILTER = ErrorSpec("InvalidParameterValue", "The filter '{name}' is invalid", "I EC2-wide wording")

BAD_FAMILY = ErrorSpec(
    "InvalidParameterValue", "Value ({value}) for parameter addressFamily is invalid.", "D values, I text"
)
BAD_NAME = ErrorSpec(
    "InvalidParameterValue",
    "Value ({value}) for parameter prefixListName is invalid. {reason}",
    "D 255 characters, not com.amazonaws at the beginning; I text",
)
BAD_SIZE = ErrorSpec("InvalidParameterValue", "Must specify a max size between 1 and 1000", "R text, I code")
BAD_BLOCK = ErrorSpec(
    "InvalidParameterValue",
    "Value ({value}) for parameter cidr is invalid. This is not a valid CIDR block.",
    "I EC2-wide form",
)
OTHER_FAMILY = ErrorSpec(
    "InvalidParameterValue",
    "Value ({value}) for parameter cidr is invalid. The prefix list is of address family {family}.",
    "D rule, I text",
)
DESCRIPTION_TOO_LONG = ErrorSpec(
    "InvalidParameterValue", "Descriptions of prefix list entries have at most 255 characters.", "D limit, I text"
)
TWICE = ErrorSpec("InvalidParameterValue", "The CIDR {cidr} is specified more than once.", "D rule, I")
TOO_MANY_AT_ONCE = ErrorSpec(
    "InvalidParameterValue", "The number of entries per request cannot exceeds limit (100).", "R"
)
TOO_MANY_CHANGES = ErrorSpec(
    "InvalidParameterValue", "Request cannot contain more than 100 entry additions or removals.", "R all but its ends"
)
ADDED_AND_REMOVED = ErrorSpec(
    "InvalidParameterValue",
    "Request cannot contain Cidr {cidr} in both AddPrefixListEntries and RemovePrefixListEntries",
    "R",
)
FULL = ErrorSpec(
    "PrefixListMaxEntriesExceeded",
    "The request exceeds the maximum number of entries of the prefix list '{id}', which is {size}.",
    "R code, I text",
)
ENTRY_EXISTS = ErrorSpec(
    "InvalidPrefixListModification",
    "An entry with the CIDR ({cidr}) and description ({description}) already exists.",
    "R",
)
ENTRY_UNKNOWN = ErrorSpec(
    "InvalidPrefixListModification", "An entry with the CIDR ({cidr}) does not exist.", "R code and end of text"
)
NOTHING_ASKED = ErrorSpec("InvalidRequest", "The request received was invalid.", "R")
SIZE_AND_ENTRIES = ErrorSpec(
    "InvalidParameterCombination",
    "You cannot modify the entries and the maximum entries for the prefix list in the same request.",
    "R",
)
BAD_VERSION = ErrorSpec(
    "InvalidParameterValue",
    "The specified value for version is not valid. The value must be greater than (1).",
    "R for CurrentVersion",
)
STALE = ErrorSpec("PrefixListVersionMismatch", "The prefix list has the incorrect version number.", "R")
VERSION_UNKNOWN = ErrorSpec(
    "InvalidParameterValue", "The prefix list '{id}' has no version {version}.", "D rule: one that is kept; I"
)
BUSY = ErrorSpec(
    "IncorrectState",
    "The request cannot be completed while the prefix list ({id}) is in the current state ({state}).",
    "R, its full stop I",
)
IN_USE = "The prefix list is referenced by {ids}"
"""StateMessage of a deletion that failed [R the state, I the text]."""
TOO_MANY_LISTS = ErrorSpec(
    "PrefixListLimitExceeded", "The maximum number of prefix lists has been reached.", "D quota, I code and text"
)
