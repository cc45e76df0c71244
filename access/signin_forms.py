"""Forms of allauth with one more rule of ours."""

from allauth.account.forms import AddEmailForm as AllauthsAddEmailForm
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError


class AddEmailForm(AllauthsAddEmailForm):
    def clean_email(self) -> str:
        """Only from a verified address to a verified one: nobody takes a colleague's on the way."""
        email: str = super().clean_email()
        mine = EmailAddress.objects.filter(user=self.user, email__iexact=self.user.email, verified=True)
        if not mine.exists():
            raise ValidationError("Verify your present address first: the button above sends you a link.")
        return email
