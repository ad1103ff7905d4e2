"""Reports of mails that bounced, as mail servers write them (RFC 3464), by hand."""

POSTFIX = """\
Return-Path: <>
Date: Thu, 10 Jan 2030 10:00:07 +0100 (CET)
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: doors@testserver
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="5C1D3A9E.1893492007/mx.example.org"
Content-Transfer-Encoding: 8bit
Message-Id: <20300110090007.5C1D3A9E@mx.example.org>

This is a MIME-encapsulated message.

--5C1D3A9E.1893492007/mx.example.org
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.org.

<gun@example.org>: host mail.example.org[192.0.2.7] said: 550 5.1.1
    <gun@example.org>: no such user here (in reply to RCPT TO command)

--5C1D3A9E.1893492007/mx.example.org
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
X-Postfix-Queue-ID: 5C1D3A9E
X-Postfix-Sender: rfc822; doors@testserver
Arrival-Date: Thu, 10 Jan 2030 10:00:05 +0100 (CET)

Final-Recipient: rfc822; gun@example.org
Original-Recipient: rfc822;gun@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 5.1.1 <gun@example.org>: no such user
    here

--5C1D3A9E.1893492007/mx.example.org
Content-Description: Undelivered Message
Content-Type: message/rfc822
Content-Transfer-Encoding: 8bit

Return-Path: <doors@testserver>
Subject: Kommer du? Öppna dörrar
From: Fay =?utf-8?b?wrc=?= Ten Doors <doors@testserver>
To: gun@example.org
Message-ID: {message_id}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Hej Gun

--5C1D3A9E.1893492007/mx.example.org--
"""

EXCHANGE = """\
From: <postmaster@corp.example.org>
To: <doors@testserver>
Date: Thu, 10 Jan 2030 09:00:31 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="f403045f-98ba-45c4-a9cb"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: en-US
Message-ID: <9a8b7c6d@corp.example.org>
Subject: Undeliverable: Will you join us?
Auto-Submitted: auto-replied
MIME-Version: 1.0

--f403045f-98ba-45c4-a9cb
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="4a3b2c1d"

--4a3b2c1d
Content-Type: text/plain; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

Your message to gun@example.org couldn't be delivered.=0D=0A

--4a3b2c1d
Content-Type: text/html; charset="us-ascii"
Content-Transfer-Encoding: quoted-printable

<html><body><p>Your message couldn't be delivered.</p></body></html>

--4a3b2c1d--

--f403045f-98ba-45c4-a9cb
Content-Type: message/delivery-status

Reporting-MTA: dns;AM0PR01MB.corp.example.org
Received-From-MTA: dns;mx.example.org
Arrival-Date: Thu, 10 Jan 2030 09:00:29 +0000

Original-Recipient: rfc822;gun@example.org
Final-Recipient: rfc822;gun@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found
X-Display-Name: gun@example.org

--f403045f-98ba-45c4-a9cb
Content-Type: text/rfc822-headers
Content-Transfer-Encoding: quoted-printable

Received: from mx.example.org (192.0.2.9) by AM0PR01MB.corp.example.org; Thu,=
 10 Jan 2030 09:00:29 +0000
Subject: Will you join us?
To: <gun@example.org>
Message-ID:
 {message_id}

--f403045f-98ba-45c4-a9cb--
"""

WITHOUT_HEADERS = """\
From: mailer-daemon@relay.example.net
To: doors@testserver
Subject: failure notice
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b1
{more}
--b1
Content-Type: text/plain

A mail could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.net

Final-Recipient: rfc822; gun@example.org
Action: failed
Status: 5.2.1

--b1--
"""


def postfix(message_id: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    text = POSTFIX.format(message_id=message_id, action=action, status=status)
    return text.replace("\n", "\r\n").encode()


def exchange(message_id: str) -> bytes:
    return EXCHANGE.format(message_id=message_id).replace("\n", "\r\n").encode()


def without_headers(more: str = "") -> bytes:
    return WITHOUT_HEADERS.format(more=more + "\n").encode()
