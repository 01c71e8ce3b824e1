"""Each field of each table of the site's records: does it say something about a person?

A test refuses a field that is not declared here, so that nobody adds one without asking. What is
personal here concerns officers and staff, and in needs assessments and call-backs victims. `case`
is a crime's reference.
"""

from __future__ import annotations

PERSONAL = True
NOT = False

# table → field → whether it is personal
FIELDS: dict[str, dict[str, bool]] = {
    "audit.Entry": {
        "id": NOT, "at": NOT, "by": PERSONAL, "what": NOT, "unit": NOT, "about": PERSONAL,
        "case": PERSONAL, "reason": NOT, "recipient": PERSONAL, "count": NOT, "origin": PERSONAL,
        "kept_from": NOT, "previous": NOT, "digest": NOT,
    },
    "accounts.Account": {
        "id": NOT, "password": PERSONAL, "username": PERSONAL, "name": PERSONAL, "issuer": NOT,
        "subject": PERSONAL, "groups": PERSONAL, "is_active": NOT,
        "seen_on": PERSONAL,
    },
    "accounts.Token": {
        "id": NOT, "account": PERSONAL, "label": NOT, "digest": PERSONAL, "made_at": NOT,
        "until": NOT,
    },
    "accounts.GivenRole": {"id": NOT, "account": PERSONAL, "role": NOT, "unit": NOT},
    "publish.Publication": {
        "id": NOT, "edition": NOT, "digest": NOT, "as_of": NOT, "demonstration": NOT,
        "figures": NOT, "until": NOT, "published_at": NOT, "by": PERSONAL, "withdrawn_at": NOT,
    },
    "push.Subscriber": {
        "id": NOT, "email": PERSONAL, "name": PERSONAL, "unit": NOT, "post": NOT, "required": NOT,
        "username": PERSONAL, "source": NOT, "since": NOT, "stopped_at": NOT, "bounced": NOT,
        "listed_at": NOT, "daily": NOT, "daily_stopped_at": NOT,
    },
    "push.DailyMail": {
        "id": NOT, "day": NOT, "person": PERSONAL, "subscriber": PERSONAL, "state": NOT,
        "message_id": NOT, "tries": NOT, "next_at": NOT, "handed_at": NOT, "accepted_at": NOT,
        "code": NOT,
    },
    "push.Push": {
        "id": NOT, "publication": NOT, "prepared_at": NOT, "figures": NOT, "subscribers": NOT,
        "marked": NOT, "expected": NOT, "halted": NOT,
    },
    "push.Letter": {
        "id": NOT, "push": NOT, "unit": NOT, "subject": NOT, "text": NOT, "html": NOT,
        "digest": NOT,
    },
    "push.Line": {
        "id": NOT, "push": NOT, "subscriber": PERSONAL, "letter": NOT, "canary": NOT, "state": NOT,
        "message_id": NOT, "tries": NOT, "next_at": NOT, "handed_at": NOT, "accepted_at": NOT,
        "code": NOT,
    },
    "needs.Assessment": {
        "id": NOT, "number": PERSONAL, "unit": NOT, "by": PERSONAL, "set_name": NOT,
        "version": NOT, "audit": NOT, "draw": NOT, "share": NOT, "follows": PERSONAL,
        "crime": PERSONAL, "victim": PERSONAL, "reported_on": PERSONAL, "born_on": PERSONAL,
        "answers": PERSONAL,
        "seconds": NOT, "flags": PERSONAL, "started_at": PERSONAL, "saved_at": PERSONAL,
        "finished_at": PERSONAL,
    },
    "needs.Decision": {
        "id": NOT, "assessment": PERSONAL, "by": PERSONAL, "at": PERSONAL,
        "categories": PERSONAL, "set_aside": PERSONAL, "overrules": PERSONAL, "reason": PERSONAL,
    },
    "callbacks.CallBack": {
        "id": NOT, "number": PERSONAL, "unit": NOT, "crime": PERSONAL, "victim": PERSONAL,
        "unsafe": PERSONAL, "message": PERSONAL, "call_from": PERSONAL, "call_by": PERSONAL,
        "added_at": PERSONAL, "by": PERSONAL,
    },
    "callbacks.CallTry": {
        "id": NOT, "call_back": PERSONAL, "at": PERSONAL, "by": PERSONAL, "came_to": PERSONAL,
        "next": PERSONAL, "again_on": PERSONAL, "unsafe": PERSONAL, "message": PERSONAL,
        "script": NOT,
    },
    # Tables of the libraries that we use.
    "sessions.Session": {"session_key": PERSONAL, "session_data": PERSONAL, "expire_date": NOT},
    "axes.AccessAttempt": {
        "id": NOT, "user_agent": PERSONAL, "ip_address": PERSONAL, "username": PERSONAL,
        "http_accept": NOT, "path_info": NOT, "attempt_time": NOT, "get_data": PERSONAL,
        "post_data": PERSONAL, "failures_since_start": NOT,
    },
    "axes.AccessAttemptExpiration": {"access_attempt": PERSONAL, "expires_at": NOT},
    # Kept empty: AXES_DISABLE_ACCESS_LOG and AXES_ENABLE_ACCESS_FAILURE_LOG.
    "axes.AccessLog": {
        "id": NOT, "user_agent": PERSONAL, "ip_address": PERSONAL, "username": PERSONAL,
        "http_accept": NOT, "path_info": NOT, "attempt_time": NOT, "logout_time": NOT,
        "session_hash": PERSONAL,
    },
    "axes.AccessFailureLog": {
        "id": NOT, "user_agent": PERSONAL, "ip_address": PERSONAL, "username": PERSONAL,
        "http_accept": NOT, "path_info": NOT, "attempt_time": NOT, "locked_out": NOT,
    },
    # Django's own permissions, which we do not use.
    "auth.Permission": {"id": NOT, "name": NOT, "content_type": NOT, "codename": NOT},
    "auth.Group": {"id": NOT, "name": NOT, "permissions": NOT},
    "contenttypes.ContentType": {"id": NOT, "app_label": NOT, "model": NOT},
}  # fmt: skip
