"""Who is told, what they are told, and what became of each message."""

from __future__ import annotations

from django.db import models

from upheld.web.staff.publish.models import Publication


class Subscriber(models.Model):
    """One person and one unit. ``required``: their post asks it of them. ``username``: their
    account here, where it is known. ``daily``: asked for the daily list. ``listed_at``: when a list
    named them last. A stop is kept, so that no list takes it back. ``bounced``: the code by which
    mail to the address came back; no more goes there until somebody corrects it."""

    email = models.CharField(max_length=254)
    name = models.CharField(max_length=150, blank=True)
    unit = models.CharField(max_length=40)
    post = models.CharField(max_length=80, blank=True)
    required = models.BooleanField(default=False)
    username = models.CharField(max_length=150, blank=True)
    source = models.CharField(max_length=10)
    since = models.DateTimeField()
    listed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    daily = models.BooleanField(default=False)
    daily_stopped_at = models.DateTimeField(null=True)
    bounced = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("unit", "email")
        constraints = (models.UniqueConstraint(fields=("email", "unit"), name="once_a_unit"),)

    def __str__(self) -> str:
        return f"subscriber {self.pk}"


class Push(models.Model):
    """The messages of one publication: prepared once. ``figures``: how many were counted again;
    ``marked``: how many changes they tell, ``expected``: how many chance alone would have given;
    ``halted``: why no more leave, in a few words."""

    publication = models.OneToOneField(Publication, models.PROTECT)
    prepared_at = models.DateTimeField()
    figures = models.PositiveIntegerField()
    subscribers = models.PositiveIntegerField()
    marked = models.PositiveIntegerField(default=0)
    expected = models.FloatField(default=0)
    halted = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"push {self.pk}"


class Letter(models.Model):
    """What the subscribers of one unit are told; ``digest`` seals unit and words."""

    push = models.ForeignKey(Push, models.CASCADE)
    unit = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("push", "unit"), name="one_letter_a_unit"),)

    def __str__(self) -> str:
        return f"letter {self.pk}"


class State(models.TextChoices):
    """What is known of one message. HANDING is written before its words leave; a process that dies
    there leaves it UNKNOWN, and only a person says what then."""

    WAITING = "waiting", "Waits to be sent"
    HANDING = "handing", "Is being handed over"
    ACCEPTED = "accepted", "Accepted by the mail service"
    DELIVERED = "delivered", "Delivered"
    UNKNOWN = "unknown", "Fate unknown: a person must say"
    REFUSED = "refused", "Refused by the mail service"
    BOUNCED = "bounced", "Came back for good"
    SOFT = "soft", "Came back: given up this time"
    LEFT = "left", "Not to be sent any more"
    HELD = "held", "Not sent: nothing can be said of the unit"
    WRONG = "wrong", "Not sent: mail to this address came back before"


class Sent(models.Model):
    """What becomes of one mail to one person."""

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    message_id = models.CharField(max_length=120, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        abstract = True


class Line(Sent):
    """One person's one message of one edition. ``subscriber`` is None for the canary."""

    push = models.ForeignKey(Push, models.CASCADE)
    subscriber = models.ForeignKey(Subscriber, models.PROTECT, null=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True)
    canary = models.BooleanField(default=False)

    class Meta:
        ordering = ("-canary", "id")
        indexes = (models.Index(fields=("push", "state"), name="push_state"),)
        constraints = (
            models.UniqueConstraint(fields=("push", "subscriber"), name="one_person_one_message"),
            models.UniqueConstraint(
                fields=("push",), condition=models.Q(canary=True), name="one_canary"
            ),
        )

    def __str__(self) -> str:
        return f"line {self.pk}"


class DailyMail(Sent):
    """One person's one mail of one day, about all of their units; its numbers are not kept. The
    canary's has no subscriber, and a name that nobody has."""

    CANARY = ""
    day = models.DateField()
    person = models.CharField(max_length=150, blank=True)
    subscriber = models.ForeignKey(Subscriber, models.PROTECT, null=True)

    class Meta:
        ordering = ("-day", "id")
        constraints = (
            models.UniqueConstraint(fields=("day", "person"), name="one_person_one_day"),
        )

    def __str__(self) -> str:
        return f"daily mail {self.pk}"
