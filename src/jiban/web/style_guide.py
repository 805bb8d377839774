"""The living style pages: every component with invented data, in development only (/style/)."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from jiban.web.plain_form import PlainForm
from jiban.web.widgets import DateInput, IdentityNumberInput, MobileInput, MonthInput, OneTimeCodeInput

SHEETS = ("home", "apply", "done", "states", "fields", "draft", "check", "office", "office-list", "office-door")


class ApplyForm(PlainForm):
    purpose = forms.ChoiceField(
        label="证明用来做什么",
        choices=[("school", "孩子入学"), ("bank", "银行开户"), ("hukou", "落户"), ("other", "其他用途")],
        widget=forms.RadioSelect,
    )
    receive = forms.ChoiceField(
        label="怎么领",
        choices=[
            ("phone", "发到手机（电子证明）\n随时出示、转发、打印"),
            ("paper", "到村委会取纸质证明\n请带身份证"),
        ],
        widget=forms.RadioSelect,
    )
    pledge = forms.BooleanField(label="以上信息属实，如有虚假，我愿承担责任")


class EveryFieldForm(PlainForm):
    name = forms.CharField(label="姓名", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    number = forms.CharField(label="身份证号", help_text="18 位，最后一位可能是 X", widget=IdentityNumberInput)
    mobile = forms.RegexField(
        r"^1\d{10}$",
        label="手机号",
        widget=MobileInput,
        error_messages={"invalid": "请填 11 位手机号，例如 13812345678"},
    )
    code = forms.CharField(label="短信验证码", widget=OneTimeCodeInput)
    born = forms.DateField(label="出生日期", widget=DateInput)
    since = forms.DateField(label="从哪个月住到现在", widget=MonthInput, input_formats=["%Y-%m"])
    village = forms.ChoiceField(label="村（社区）", choices=[("", "请选择"), ("1", "赵家庄村"), ("2", "东杨庄村")])
    reason = forms.CharField(
        label="补充说明", required=False, help_text="没有可以不填", widget=forms.Textarea({"rows": 3})
    )
    photo = forms.FileField(label="照片", required=False, help_text="户口簿本人页，拍清楚就行")
    wants = forms.MultipleChoiceField(
        label="怎么通知您",
        choices=[("sms", "短信"), ("call", "打电话")],
        widget=forms.CheckboxSelectMultiple,
    )
    pledge = forms.BooleanField(label="以上信息属实，如有虚假，我愿承担责任")


def show(request: HttpRequest, sheet: str = "home") -> HttpResponse:
    if sheet not in SHEETS:
        raise Http404
    return render(request, f"style/{sheet}.html", sample())


def sample() -> dict[str, Any]:
    now = timezone.now()
    return {
        "sheets": SHEETS,
        "site_name": "赵家庄村便民服务",
        "help_phone": "0311-00000000",
        "apply_form": ApplyForm(initial={"purpose": "school", "receive": "phone"}),
        "empty_form": EveryFieldForm(),
        "wrong_form": EveryFieldForm({"name": "王秀兰", "mobile": "1381234", "wants": ["sms"], "village": "1"}),
        "steps": [
            {"label": "已提交", "state": "done"},
            {"label": "村里审核", "state": "now"},
            {"label": "领取证明", "state": "todo"},
        ],
        "stopped_steps": [{"label": "已提交", "state": "done"}, {"label": "不予开具", "state": "stopped"}],
        "trail": [
            {"text": "村里开始审核", "at": now, "note": "赵建国，村委会主任"},
            {"text": "您提交了申请", "at": now - timedelta(days=1)},
            {"text": "草稿已存", "at": now - timedelta(days=400)},
        ],
        "checks": [
            {"state": "ok", "text": "实名认证通过", "note": "短信 今天"},
            {"state": "ok", "text": "本村登记住户", "note": "2 组 16 号"},
            {"state": "ok", "text": "身份证号校验正确", "note": "本地校验"},
            {"state": "wn", "text": "30 天内开过 1 份", "note": "11-03 银行"},
        ],
        "all_checks": [
            {"state": "ok", "text": "内容没有被改动"},
            {"state": "wn", "text": "离到期还有 2 天"},
            {"state": "no", "text": "这份证明已经作废", "note": "2026-11-20"},
            {"state": "uk", "text": "没有联网，查不到是否作废"},
        ],
        "person": {"name": "王秀兰", "number": "990000196503121228", "mobile": "13800005521"},
        "queue": QUEUE,
        "counts": {"queue": 7},
        "section": "queue",
        "now": now,
        "due": now + timedelta(hours=2),
        "day": date(2026, 12, 24),
        "month_day": date(2009, 3, 1),
    }


QUEUE = [
    {"name": "王秀兰", "item": "居住证明", "purpose": "孩子入学", "at": "10:42", "tag": "剩 6 小时", "colour": "amber"},
    {"name": "李树林", "item": "居住证明", "purpose": "银行开户", "at": "10:15", "tag": "剩 6 小时", "colour": "amber"},
    {
        "name": "张桂芬",
        "item": "居住证明",
        "purpose": "落户",
        "at": "09:58",
        "tag": "需核对",
        "colour": "red",
        "single": True,
    },
    {"name": "陈志强", "item": "居住证明", "purpose": "其他", "at": "09:20", "tag": "剩 5 小时", "colour": "amber"},
    {"name": "刘春梅", "item": "居住证明", "purpose": "孩子入学", "at": "昨天 16:50", "tag": "快超时", "colour": "red"},
    {
        "name": "赵永红",
        "item": "居住证明",
        "purpose": "银行开户",
        "at": "昨天 16:31",
        "tag": "剩 3 小时",
        "colour": "amber",
    },
    {"name": "孙玉珍", "item": "困难情况证明", "purpose": "", "at": "昨天 15:07", "tag": "已补材料", "colour": "blue"},
]
