"""What residents are told by message, and the words it has unless a county chose others.

No name, no number and nothing of a case: the kind of paper, and where to look.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .models import Channel

ZH, EN = "zh-hans", "en"
LANGUAGES = (ZH, EN)
SUBJECTS = {ZH: "{item}：有新消息", EN: "{item}: there is news"}
FOOT = {
    ZH: "打开下面的网址，登录后查看：\n{link}\n\n这封邮件由系统自动发出，请不要回复。邮件里没有您的姓名和号码，这是为了保护您。\n",
    EN: "Open this address and sign in to see it:\n{link}\n\nThis e-mail was sent by a machine; please do not answer. To protect "
    "you, it holds neither your name nor any number.\n",
}


@dataclass(frozen=True, slots=True)
class Text:
    body: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """`label` says what it is; `sms` and `news` are its words in each language."""

    code: str
    label: object
    sms: Mapping[str, str]
    news: Mapping[str, str]
    placeholders: frozenset[str] = frozenset({"item", "link"})

    def default(self, channel: str, language: str) -> Text:
        if channel == Channel.SMS:
            return Text(self.sms[language])
        return Text(f"{self.news[language]}\n\n{FOOT[language]}", SUBJECTS[language])


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "certificate-ready",
            _("The certificate is ready"),
            {
                ZH: "您的{item}已开好，打开 {link} 就能查看和出示，不收费。",
                EN: "Your {item} is ready. Open {link} to see and show it.",
            },
            {
                ZH: "您好：\n\n您的{item}已开好，现在就能查看和出示，不收费。",
                EN: "Your {item} is ready to be seen and shown.",
            },
        ),
        Kind(
            "helped-handed-in",
            _("An application was handed in with help"),
            {
                ZH: "有人帮您申办了{item}。不是您的意思，请打村里电话，查看：{link}",
                EN: "Your {item} was asked for with help. Not your wish? Call the village, or see {link}",
            },
            {
                ZH: "您好：\n\n有人帮您申办了{item}，已提交村里。如果不是您本人的意思，请登录后提出异议，或打村里电话。",
                EN: "With somebody's help your {item} was asked for. If you did not want it, sign in and object, or call the village.",
            },
        ),
        Kind(
            "correction-asked",
            _("The village asks for something more"),
            {
                ZH: "您申办的{item}还差一点，请打开 {link} 补充。",
                EN: "Something is missing for your {item}. Please add it: {link}",
            },
            {
                ZH: "您好：\n\n您申办的{item}还差一点，请补充后再交。",
                EN: "Something is missing for your {item}. Please add it.",
            },
        ),
        Kind(
            "refused",
            _("The village has answered"),
            {
                ZH: "您申办的{item}村里已答复，请打开 {link} 查看。",
                EN: "The village has answered about your {item}. Please see {link}",
            },
            {ZH: "您好：\n\n您申办的{item}村里已答复。", EN: "The village has answered about your {item}."},
        ),
        Kind(
            "certificate-expiring",
            _("A certificate ends soon"),
            {
                ZH: "您的{item}还有{days}天到期，还要用的话请打开 {link} 再开一份。",
                EN: "Your {item} ends in {days} days. If you still need one, ask again: {link}",
            },
            {
                ZH: "您好：\n\n您的{item}还有{days}天到期。还要用的话，可以再开一份。",
                EN: "Your {item} ends in {days} days. If you still need one, you can ask for it again.",
            },
            frozenset({"item", "link", "days"}),
        ),
        Kind(
            "certificate-affected",
            _("The seal on a certificate was lost"),
            {
                ZH: "您的{item}会换一份新的，因为上面的印章已停用；您什么都不用做。查看：{link}",
                EN: "The seal on your {item} is out of use. You get a new one: {link}",
            },
            {
                ZH: "您好：\n\n您的{item}会换一份新的，因为上面的印章已停用。您什么都不用做。",
                EN: "You get a new {item}, as the seal on it is out of use. There is nothing to do.",
            },
        ),
        Kind(
            "certificate-replaced",
            _("A new version takes the place of a certificate"),
            {
                ZH: "您的{item}已换成新的一份，请用新的。查看：{link}",
                EN: "A new {item} takes the place of the old one. Please use the new one: {link}",
            },
            {
                ZH: "您好：\n\n您的{item}已换成新的一份，请用新的。",
                EN: "A new {item} takes the place of the old one. Please use the new one.",
            },
        ),
        Kind(
            "draft-ending",
            _("An application that was begun will be deleted"),
            {
                ZH: "您开了头的{item}还没提交，7天后会删除。要办请打开 {link} 接着填。",
                EN: "Your {item} is begun and not handed in. In 7 days it is deleted. Go on: {link}",
            },
            {
                ZH: "您好：\n\n您开了头的{item}还没提交，7天后会连同照片一起删除。还要办的话，登录后接着填就行。",
                EN: "You began to ask for a {item} and have not handed it in. In 7 days it is deleted with its photos. To go on, sign in.",
            },
        ),
        Kind(
            "news",
            _("Any other news"),
            {ZH: "您的{item}有新消息，请打开 {link} 查看。", EN: "There is news about your {item}. Please see {link}"},
            {ZH: "您好：\n\n您的{item}有新消息。", EN: "There is news about your {item}."},
        ),
    )
}


def of(code: str) -> Kind:
    """What nobody has written words for yet is news."""
    return KINDS.get(code, KINDS["news"])


def language_or_default(language: str) -> str:
    return language if language in LANGUAGES else ZH
