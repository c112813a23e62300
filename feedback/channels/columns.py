"""Which column of a foreign table means what: the fields an import knows, and guessing them from headers."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIELDS = {
    "id": gettext_lazy("number at the source"),
    "text": gettext_lazy("text"),
    "title": gettext_lazy("title"),
    "category": gettext_lazy("category"),
    "created": gettext_lazy("said at"),
    "lang": gettext_lazy("language"),
    "url": gettext_lazy("address at the source"),
}

# Headers as they come out of shops, chats, forms and spreadsheets; the first that fits wins.
ALIASES = {
    "id": "id 编号 sourceid feedbackid reviewid commentid tweetid ticketid messageid reviewcode 反馈编号 反馈id "
    "评论编号 评论id 工单号 单号 记录编号 消息id uuid number no nr 序号",
    "text": "text 内容 反馈 反馈内容 正文 原话 content body message feedback review reviewtext reviewbody "
    "comment comments description 评论内容 评价内容 评论 评价 意见 意见内容 建议 问题描述 描述 留言 tweet answer 回答",
    "title": "title 标题 subject 主题 headline reviewtitle summary 概要",
    "category": "category 分类 类别 categoryname topic 反馈分类 反馈类型 问题类型 类型 type 板块 cat",
    "created": "created createdat 时间 日期 创建时间 提交时间 反馈时间 发布时间 评论时间 留言时间 createtime "
    "creationdate createdtime submittedat postedat publishedat datetime timestamp date time",
    "lang": "lang language 语言 locale",
    "url": "url link 链接 网址 原文链接 permalink sourceurl href",
}


UNSHOWABLE = re.compile("[\ud800-\udfff\x00-\x1f\x7f-\x9f]")


def fold(header):
    """A header as it is compared: NFKC, case-folded, letters and digits alone."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", header).casefold())


def guess_mapping(columns):
    """{field: column} for the columns whose header says what they hold; each column serves one field."""
    by_name = {}
    for column in columns:
        by_name.setdefault(fold(column), column)
    mapping = {}
    for field, aliases in ALIASES.items():
        found = (by_name[alias] for alias in aliases.split() if alias in by_name)
        column = next((column for column in found if column not in mapping.values()), None)
        if column is not None:
            mapping[field] = column
    return mapping


def check_mapping(mapping, columns):
    """`mapping` without empty choices, or ValidationError: `unknown_field`, `unknown_column`, `no_text_column`."""
    mapping = {field: column for field, column in mapping.items() if column}
    shown = ", ".join(columns)
    for field, column in mapping.items():
        if field not in FIELDS:
            raise ValidationError(
                _("There is no field “%(field)s”; the fields are: %(fields)s."),
                code="unknown_field",
                params={"field": field, "fields": ", ".join(FIELDS)},
            )
        if column not in columns:
            raise ValidationError(
                _("The file has no column “%(column)s”; its columns are: %(columns)s."),
                code="unknown_column",
                params={"column": column, "columns": shown},
            )
    if "text" not in mapping:
        raise ValidationError(
            _("No column holds the text. The columns are: %(columns)s."),
            code="no_text_column",
            params={"columns": shown},
        )
    return mapping


def label_columns(headers):
    """One name per column: empty headers are numbered, a name that comes again gets a number behind it."""
    labels = {}
    for place, header in enumerate(headers, 1):
        name = UNSHOWABLE.sub("�", " ".join(str(header).split()))[:60] if header is not None else ""
        name = name or f"({place})"
        label, again = name, 2
        while label in labels:
            label, again = f"{name} ({again})", again + 1
        labels[label] = place
    return list(labels)
