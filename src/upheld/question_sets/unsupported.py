"""What XLSForm has and this engine does not, each by its name with the reason."""

from __future__ import annotations

MAP = "there are no places on a map here"
MEDIA = "nothing but text is shown or taken here"
DEVICE = "a form may not ask for the device or who holds it"
OUTSIDE = "a form may read nothing outside itself"
SAME = "the same answers must always give the same form"

# By pyxform's own names of types.
TYPES: dict[str, str] = {
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "gps", "location", "q geopoint", "osm",
                     "start-geopoint"), MAP),
    **dict.fromkeys(("photo", "image", "picture", "q picture", "q image", "audio", "q audio",
                     "video", "q video", "file", "background-audio", "add file prompt",
                     "add photo prompt", "add image prompt", "add audio prompt",
                     "add video prompt"), MEDIA),
    **dict.fromkeys(("deviceid", "imei", "device id", "get device id", "subscriberid",
                     "subscriber id", "get subscriber id", "simserial", "sim id", "get sim id",
                     "phonenumber", "phone number", "get phone number", "username", "email",
                     "uri:deviceid", "uri:subscriberid", "uri:simserial", "uri:phonenumber",
                     "uri:username", "uri:email", "audit"), DEVICE),
    **dict.fromkeys(("xml-external", "csv-external", "select one external",
                     "select_one_external", "entity"), OUTSIDE),
    "barcode": "there is no camera here",
    "rank": "answers are not put in order here: ask for the first choice, then the second",
    "range": "ask for a whole number with a constraint instead",
    "loop": "write a repeat instead",
    "cascading_select": "write a choice filter instead",
}  # fmt: skip
# By name or first part of a column of the survey sheet.
SURVEY_COLUMNS: dict[str, str] = {
    "media": MEDIA,
    "image": MEDIA,
    "big-image": MEDIA,
    "audio": MEDIA,
    "video": MEDIA,
    "trigger": "values are worked out afresh each time: write a calculation",
    "save_to": "there are no entities here",
    "intent": "no other program is called",
    "query": OUTSIDE,
}
CHOICE_COLUMNS: dict[str, str] = dict.fromkeys(
    ("media", "image", "big-image", "audio", "video"), MEDIA
)
PARAMETERS: dict[str, str] = {"randomize": SAME, "seed": SAME}
SHEETS: dict[str, str] = {
    "entities": "there are no entities here",
    "external_choices": OUTSIDE,
    "osm": MAP,
    "cascades": "write a choice filter instead",
}
# Part of an appearance, before its first bracket.
APPEARANCES: dict[str, str] = {"search": OUTSIDE}
# These change nothing but how a question looks elsewhere, or are done anyway.
SILENT_APPEARANCES = frozenset({"field-list", "multiline", "w1", "w2", "w3", "w4"})
