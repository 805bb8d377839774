"""Who lives and works in an invented county, as its file says. Knows no Django: whoever tries it is told before it runs."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import click
import yaml

from jiban.standards.codes import identity_number

PASSWORD = "shiyong-2026-yanshi"  # noqa: S105 - printed by `jiban demo`, for an invented county


@cache
def plan(name: str = "county") -> dict[str, Any]:
    text = resources.files("jiban.demo").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def people(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [*said["residents"], *said["neighbours"]]


def number_of(row: Mapping[str, Any]) -> str:
    birth: date = row["birth"]
    return str(identity_number.make(birth=birth, sequence=row["sequence"]))


def print_log_ins(said: Mapping[str, Any] | None = None) -> None:
    """Who can sign in, for whoever tries the demo. All invented; numbers of region 990000."""
    said = said or plan()
    click.echo("\n村民（姓名、身份证号、手机；验证码显示在页面上）")
    for row in said["residents"]:
        click.echo(f"  {row['name']}  {number_of(row)}  {row['mobile']}")
    click.echo(f"\n办事人员（密码都是 {PASSWORD}；六位验证码在演示时显示在页面上）")
    for row in said["officers"]:
        pin = f"  签名口令 {row['pin']}" if "pin" in row else ""
        click.echo(f"  {row['username']:<8} {row['name']}  {row['title']}{pin}")
