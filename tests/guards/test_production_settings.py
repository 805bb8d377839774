"""A production setting refuses to start on anything unsafe, and says what to do."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "JIBAN_PRODUCTION": "1",
    "JIBAN_SECRET_KEY": "7c1f0e2c6f5b4a1d9e8b3a2f6d5c4b3a",
    "JIBAN_KEYRING_SECRET": "0d2e4f6a8b1c3d5e7f9a0b2c4d6e8f1a",
    "JIBAN_KEYRING": "device",
    "JIBAN_KEYS": "/etc/jiban/keys.toml",
    "JIBAN_IDENTITY_PROVIDER": "county.identity.Provider",
    "JIBAN_SMS": "off",
    "JIBAN_EMAIL": "off",
}
UNSAFE = [
    ({"JIBAN_SECRET_KEY": "for-development-only"}, "JIBAN_SECRET_KEY"),
    ({"JIBAN_SECRET_KEY": ""}, "JIBAN_SECRET_KEY"),
    ({"JIBAN_KEYRING_SECRET": "for-development-only"}, "JIBAN_KEYRING_SECRET"),
    ({"JIBAN_KEYRING_SECRET": ""}, "JIBAN_KEYRING_SECRET"),
    ({"JIBAN_KEYRING": "software"}, "JIBAN_KEYRING"),
    ({"JIBAN_KEYRING": "sofware"}, "JIBAN_KEYRING"),
    ({"JIBAN_KEYS": ""}, "JIBAN_KEYS"),
    ({"JIBAN_DEBUG": "1"}, "JIBAN_DEBUG"),
    ({"JIBAN_DEMO": "1"}, "JIBAN_DEMO"),
    ({"JIBAN_CRASH_AT": "before-commit"}, "JIBAN_CRASH_AT"),
    ({"JIBAN_KEYRING_SCRYPT_LOG2_N": "10"}, "JIBAN_KEYRING_SCRYPT_LOG2_N"),
    ({"JIBAN_IDENTITY_PROVIDER": "jiban.people.identity_test.TestIdentityProvider"}, "JIBAN_IDENTITY_PROVIDER"),
    ({"JIBAN_IDENTITY_PROVIDER": "jiban.people.identity_sms.SmsIdentityProvider"}, "JIBAN_SMS"),
    ({"JIBAN_KIOSK_WARNING_SECONDS": "5"}, "JIBAN_KIOSK_WARNING_SECONDS"),
    ({"JIBAN_KIOSK_SESSION_SECONDS": "60"}, "JIBAN_KIOSK_SESSION_SECONDS"),
    ({"JIBAN_SMS": "console"}, "JIBAN_SMS"),
    ({"JIBAN_EMAIL": "console"}, "JIBAN_EMAIL"),
    ({"JIBAN_SMS": "gateway"}, "JIBAN_SMS_GATEWAY_URL"),
    (
        {
            "JIBAN_SMS": "gateway",
            "JIBAN_SMS_GATEWAY_URL": "http://sms.county.example",
            "JIBAN_SMS_GATEWAY_KEY": "county",
            "JIBAN_SMS_GATEWAY_SECRET": "s",
        },
        "JIBAN_SMS_GATEWAY_URL",
    ),
]
UNREADABLE = [
    ({"JIBAN_PRODUCTION": "yes"}, "JIBAN_PRODUCTION must be 0 or 1"),
    ({"JIBAN_JOB_LEASE_SECONDS": "a minute"}, "JIBAN_JOB_LEASE_SECONDS must be a whole number"),
    ({"JIBAN_DATABASE_URL": "mysql://localhost/jiban"}, "JIBAN_DATABASE_URL must begin with"),
    ({"JIBAN_SMS_QUIET_HOURS": "at night"}, "JIBAN_SMS_QUIET_HOURS must look like"),
    ({"JIBAN_EMAIL": "post"}, "JIBAN_EMAIL must be"),
    ({"JIBAN_EMAIL_SECURITY": "ssl"}, "JIBAN_EMAIL_SECURITY must be"),
]


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    """Import the settings in a fresh process that knows nothing of this one's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JIBAN_", "DJANGO_"))}
    command = [sys.executable, "-c", "import jiban.settings"]
    return subprocess.run(command, env={**kept, **environment}, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("changed", "named"), UNSAFE)
def test_production_refuses_an_unsafe_value_and_names_it(changed, named):
    ended = start(**{**SAFE, **changed})
    assert ended.returncode != 0, "it started"
    message = ended.stderr.strip().splitlines()[-1]
    assert message.startswith("django.core.exceptions.ImproperlyConfigured:")
    assert named in message


def test_production_starts_on_safe_values():
    ended = start(**SAFE)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(("changed", "message"), UNREADABLE)
def test_a_value_that_cannot_be_read_stops_the_start_everywhere(changed, message):
    ended = start(**changed)
    assert ended.returncode != 0
    assert message in ended.stderr


def test_a_laptop_needs_no_setting_at_all():
    assert start().returncode == 0


def test_a_secret_may_come_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("5b4a1d9e8b3a2f6d5c4b3a7c1f0e2c6f\n", encoding="utf-8")
    ended = start(**{**SAFE, "JIBAN_SECRET_KEY": "for-development-only", "JIBAN_SECRET_KEY_FILE": str(secret)})
    assert "JIBAN_SECRET_KEY" not in ended.stderr
