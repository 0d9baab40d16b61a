"""The words of messages that are no names: figures of the form, figures that are not, and words that say nothing."""

from __future__ import annotations

from .folding import key_of
from .parts import Label

FIELDS = {
    "rejected_votes": (
        "rejected|rejected votes|rejected ballots|votes rejected|invalid|invalid votes|مسترد|مسترد ووٹ|مسترد شدہ|"
        "مسترد شدہ ووٹ|ووٹ مسترد|مسترد ووٹوں"
    ),
    "valid_votes": "valid|valid votes|total valid votes|درست ووٹ|درست|کل درست ووٹ",
    "ballots_cast": (
        "cast|votes cast|ballots cast|total cast|total votes cast|votes polled|total votes polled|polled votes|"
        "ڈالے گئے ووٹ|کل ڈالے گئے ووٹ|کاسٹ|کاسٹ ووٹ|کاسٹ شدہ ووٹ"
    ),
    "stations_reported": (
        "stations|station|polling stations|polling station|ps|stations reported|polling stations reported|"
        "پولنگ اسٹیشنز|پولنگ اسٹیشن|پولنگ سٹیشن|پولنگ سٹیشنز|اسٹیشنز|سٹیشنز|اسٹیشن|سٹیشن|پولنگ اسٹیشنوں|پولنگ سٹیشنوں"
    ),
    "stations_total": "total stations|total polling stations|کل پولنگ اسٹیشنز|کل پولنگ سٹیشنز|کل اسٹیشنز",
}
ASIDE = (
    "margin|margin of|by|ahead by|leading by|leads by|lead by|lead of|lead|majority|turnout|registered|voters|"
    "registered voters|registered votes|electorate|total votes|total|women|female|male|over|about|around|nearly|almost|"
    "approximately|approx|plus|more than|less than|previous|last|2018|فرق|ووٹوں کا فرق|ووٹوں سے|ووٹ سے|ووٹوں کی برتری|"
    "ووٹ کی برتری|برتری|کی برتری|ٹرن آؤٹ|رجسٹرڈ|رجسٹرڈ ووٹرز|رجسٹرڈ ووٹر|ووٹرز|کل ووٹ|کل|خواتین|مرد|زائد|سے زائد|"
    "تقریبا|تقریباً|قریب|زیادہ|سے زیادہ|کم|سے کم|مجموعی"
)
NOISE = (
    "votes|vote|ballots|s|"
    "has|have|had|got|gets|bagged|secured|secures|obtained|polled|received|with|and|in|at|of|the|a|is|"
    "are|from|for|to|on|his|her|rival|candidate|candidates|party|leading|leads|ahead|trailing|trails|behind|second|third|"
    "first|"
    "runner up|winner|wins|won|while|so far|result|results|unofficial|unconfirmed|provisional|partial|update|latest|"
    "breaking|breaking news|news|by election|election|constituency|seat|reported|according|out|after|national assembly|"
    "pakistan|mr|dr|ch|chaudhry|haji|maulana|malik|syed|mian|pir|sardar|rana|vs|no|against|defeated|"
    "ووٹ|ووٹوں|ووٹس|نے|کے|کا|کی|کو|سے|پر|میں|اور|ہیں|ہے|تھے|لے|کر|لیے|لئے|حاصل|کیے|کئے|کرکے|آگے|پیچھے|برتری حاصل|"
    "سبقت|"
    "دوسرے|تیسرے|پہلے|نمبر|امیدوار|جماعت|غیر|حتمی|سرکاری|غیر حتمی|غیر سرکاری|نتائج|نتیجہ|نتیجے|مطابق|جبکہ|ساتھ|حلقہ|"
    "ضمنی انتخاب|ضمنی|انتخاب|الیکشن|بریکنگ|نیوز|تازہ|ترین|موصول|اب تک|تک|ان|مد مقابل|قومی اسمبلی|پاکستان|جناب|"
    "ڈاکٹر|چوہدری|حاجی|مولانا|ملک|سید|میاں|پیر|سردار|رانا|کامیاب|تمام|all"
)
INDEPENDENT = "independent|independents|ind|آزاد|آزاد امیدوار|independent candidate"
SCALES = "k|m|lac|lacs|lakh|lakhs|thousand|thousands|crore|crores|million|لاکھ|ہزار|کروڑ|ملین"
# Words of names that say nothing of the person alone.
TITLES = (
    "dr|mr|mrs|ch|chaudhry|haji|maulana|malik|syed|syeda|mian|pir|sardar|rana|raja|makhdoom|colonel|major|retired|"
    "muhammad|mohammad|abdul|ul|ur|ud|din|"
    "ڈاکٹر|چوہدری|حاجی|مولانا|ملک|سید|سیدہ|میاں|پیر|سردار|رانا|راجہ|مخدوم|محمد|عبدال"
)


def keys(words: str) -> list[str]:
    return [key_of(word) for word in words.split("|")]


ASIDE_KEYS = frozenset(keys(ASIDE))
NOISE_KEYS = frozenset(keys(NOISE))
TITLE_KEYS = frozenset(keys(TITLES))
INDEPENDENT_KEYS = frozenset(keys(INDEPENDENT))
SCALE_KEYS = frozenset(keys(SCALES))
PLAIN_LABELS: dict[str, Label] = {
    **{key: Label("aside") for key in ASIDE_KEYS},
    **{key: Label("aside", field="turnout") for key in keys("turnout|ٹرن آؤٹ")},
    **{key: Label("field", field=name) for name, words in FIELDS.items() for key in keys(words)},
}
# How the letters of an acronym are said in Urdu: PTI is پی ٹی آئی.
LETTER_NAMES = "اے|بی|سی|ڈی|ای|ایف|جی|ایچ|آئی|جے|کے|ایل|ایم|این|او|پی|کیو|آر|ایس|ٹی|یو|وی|ڈبلیو|ایکس|وائی|زیڈ"
SPOKEN = dict(zip("abcdefghijklmnopqrstuvwxyz", keys(LETTER_NAMES), strict=True))
