from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

MOBILE = RegexValidator(
    r"^1[3-9]\d{9}\Z", _("A mobile number has 11 digits and begins with 1, for example 13800001234.")
)
