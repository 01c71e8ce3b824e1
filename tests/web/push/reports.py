"""Reports of mail servers in the shapes that they write, about a message as it went out."""

from __future__ import annotations

from email import message_from_bytes

POSTFIX = """Return-Path: <>
Delivered-To: {to}
Received: by mail.force.example (Postfix)
\tid 4W2k7s1Xq2z9; Wed, 25 Nov 2026 08:00:03 +0000 (GMT)
Date: Wed, 25 Nov 2026 08:00:03 +0000 (GMT)
From: MAILER-DAEMON@mail.force.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4W2k7s1Xq0z7.1764057603/mail.force.example"
Message-Id: <4W2k7s1Xq2z9@mail.force.example>

This is a MIME-encapsulated message.

--4W2k7s1Xq0z7.1764057603/mail.force.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<{address}>: host mx.force.example[192.0.2.7] said: {diagnostic}
    (in reply to RCPT TO command)

--4W2k7s1Xq0z7.1764057603/mail.force.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.force.example
X-Postfix-Queue-ID: 4W2k7s1Xq0z7
X-Postfix-Sender: rfc822; {to}
Arrival-Date: Wed, 25 Nov 2026 08:00:02 +0000 (GMT)

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.force.example
Diagnostic-Code: smtp; {diagnostic}

--4W2k7s1Xq0z7.1764057603/mail.force.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

{headers}
--4W2k7s1Xq0z7.1764057603/mail.force.example--
"""

EXCHANGE = """Received: from MB01.force.example (10.0.0.5) by MB02.force.example (10.0.0.6)
 with Microsoft SMTP Server (version=TLS1_2) id 15.2.1544.11; Wed, 25 Nov 2026 08:00:05 +0000
MIME-Version: 1.0
From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@force.example>
To: <{to}>
Date: Wed, 25 Nov 2026 08:00:05 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="54b1b9c2-8b2b-4d0e-9c9a-5f1f0b0c0d0e"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-GB
Message-ID: <0a1b2c3d@MB02.force.example>
In-Reply-To: {id}
References: {id}
Thread-Topic: Undeliverable
Subject: Undeliverable: {subject}
Auto-Submitted: auto-replied

--54b1b9c2-8b2b-4d0e-9c9a-5f1f0b0c0d0e
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="b1946ac9-0000-4d0e-9c9a-5f1f0b0c0d0e"

--b1946ac9-0000-4d0e-9c9a-5f1f0b0c0d0e
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Delivery has failed to these recipients or groups:

{address}<mailto:{address}>
The e-mail address you entered couldn't be found.

--b1946ac9-0000-4d0e-9c9a-5f1f0b0c0d0e
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

<html><body><p>Delivery has failed to these recipients or groups:</p></body></html>

--b1946ac9-0000-4d0e-9c9a-5f1f0b0c0d0e--

--54b1b9c2-8b2b-4d0e-9c9a-5f1f0b0c0d0e
Content-Type: message/delivery-status

Reporting-MTA: dns;MB02.force.example
Received-From-MTA: dns;mail.force.example
Arrival-Date: Wed, 25 Nov 2026 08:00:04 +0000

Original-Recipient: rfc822;{address}
Final-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp;{diagnostic}
X-Display-Name: {address}

--54b1b9c2-8b2b-4d0e-9c9a-5f1f0b0c0d0e
Content-Type: message/rfc822

{headers}

--54b1b9c2-8b2b-4d0e-9c9a-5f1f0b0c0d0e--
"""

# Exim gives back the message as it came, with its own headers first.
EXIM = """Return-path: <>
Envelope-to: {to}
Received: from Debian-exim by mail.force.example with local (Exim 4.98)
\tid 1tFAbC-000001-0Z; Wed, 25 Nov 2026 08:00:03 +0000
X-Failed-Recipients: {address}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mail.force.example>
To: {to}
Content-Type: multipart/report; report-type=delivery-status; boundary=1764057603-eximdsn-1
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1tFAbC-000001-0Z@mail.force.example>

--1764057603-eximdsn-1
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

--1764057603-eximdsn-1
Content-type: message/delivery-status

Reporting-MTA: dns; mail.force.example

Action: {action}
Final-Recipient: rfc822;{address}
Status: {status}
Remote-MTA: dns; mx.force.example
Diagnostic-Code: smtp; {diagnostic}

--1764057603-eximdsn-1
Content-type: message/rfc822

Return-path: <{to}>
{whole}
--1764057603-eximdsn-1--
"""
SHAPES = {"Postfix": POSTFIX, "Exchange": EXCHANGE, "Exim": EXIM}

HOLIDAY = """From: a@force.example
To: {to}
Subject: Automatic reply: {subject}
Auto-Submitted: auto-replied
In-Reply-To: {id}

I am away until Monday. The message failed to interest me: 5.1.1.
"""


def report(
    shape: str, sent: bytes, *, status: str = "5.1.1", action: str = "failed",
    to: str = "upheld@force.example", diagnostic: str = "550 5.1.1 no such user",
) -> bytes:  # fmt: skip
    """What a server of that kind sends back to ``to`` about a mail as it took it."""
    mail = message_from_bytes(sent)
    headers = sent.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode()
    values = {"to": to, "address": mail["To"], "status": status, "action": action,
              "diagnostic": diagnostic, "headers": headers, "id": mail["Message-ID"],
              "subject": "x", "whole": sent.replace(b"\r\n", b"\n").decode()}  # fmt: skip
    return SHAPES.get(shape, shape).format(**values).replace("\n", "\r\n").encode()
