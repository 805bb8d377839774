"""A small item for tests, to be changed by each."""

import copy
from typing import Any

from jiban.catalogue import schema
from jiban.catalogue.definition import ItemDefinition

DOCUMENT: dict[str, Any] = {
    "code": "hen-keeping",
    "version": 1,
    "title": "养鸡情况证明",
    "title_en": "Statement on keeping hens",
    "summary": "说明您养了几只鸡。",
    "summary_en": "States how many hens you keep.",
    "audience": "本村居民",
    "audience_en": "Residents",
    "defining_authority": "示范省政务服务管理局（测试，虚构机构）",
    "type_code": "11990000CE00000179099",
    "local_basis_note": "依据待本省清单核定",
    "purposes": [
        {"code": "sale", "label": "卖鸡蛋", "label_en": "Selling eggs", "default_receiving_unit": "县农贸市场"},
        {"code": "fair", "label": "参加评比", "label_en": "A fair"},
        {"code": "other", "label": "其他用途", "label_en": "Another purpose", "free": True},
    ],
    "fields": [
        {"name": "hens", "label": "几只鸡", "label_en": "Hens", "kind": "number", "required": True, "example": "12"},
        {
            "name": "breed",
            "label": "品种",
            "label_en": "Breed",
            "kind": "choice",
            "required": True,
            "choices": [
                {"code": "local", "label": "本地土鸡", "label_en": "local"},
                {"code": "bought", "label": "买来的", "label_en": "bought"},
            ],
            "remembered": True,
        },
        {
            "name": "seller",
            "label": "向谁买的",
            "label_en": "Bought from",
            "kind": "text",
            "required": False,
            "needed_when": {"field": "breed", "is": ["bought"]},
            "example": "县种禽场",
            "max_length": 10,
            "remembered": True,
        },
        {"name": "since", "label": "从哪天起", "label_en": "Since", "kind": "date", "required": False},
    ],
    "papers": [
        {
            "code": "photo",
            "label": "鸡舍照片",
            "label_en": "Photo of the hen house",
            "required": False,
            "needed_when": {"field": "breed", "is": ["bought"]},
            "formats": ["jpeg", "png", "pdf"],
            "max_bytes": 200_000,
        }
    ],
    "promise_minutes": 30,
    "validity_days": 30,
    "text": [
        "兹证明{holder_name}养鸡{hens}只，品种为{breed}。",
        {"text": "据申请人提供，购自{seller}。", "when": {"field": "breed", "is": ["bought"]}},
        {"text": "自{since}起养。", "when": {"field": "since"}},
        "仅用于{purpose}，由{receiving_unit}使用。",
    ],
    "closing": "特此证明。",
    "fee": "不收费",
    "fee_en": "No charge",
    "sealed_by": "committee",
    "two_person": False,
    "handling": "online",
}
HOLDER = {
    "holder_name": "王秀兰",
    "holder_sex": "女",
    "holder_id_number": "990000196003150028",
    "village": "正定镇塔元庄村",
    "committee": "正定镇塔元庄村民委员会",
}


def document(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(DOCUMENT) | changes


def hens(**changes: Any) -> ItemDefinition:
    return schema.parse(document(**changes), "hens.yaml")


def one_field(kind: str, **about: Any) -> ItemDefinition:
    """An item with a single question `asked` of this kind."""
    field = {"name": "asked", "label": "问题", "label_en": "Question", "kind": kind, "required": True, **about}
    return hens(fields=[field], papers=[], text=["{holder_name}：{asked}。"])
