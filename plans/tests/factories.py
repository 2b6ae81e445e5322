"""Plans, forms and periods for the tests of this app and the apps above."""

from datetime import date

import factory

from plans.figures import usual_period
from plans.models import Clause, Indicator, IndicatorForm, IndicatorGroup, Plan, ReportingPeriod
from plans.states import AcrossTime, AcrossUnits, ClauseKind, PeriodKind, Source, ValueKind


class PlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Plan

    number = factory.Sequence(lambda n: str(n + 1))
    symbol = "KH-SLĐTBXH"
    issued_on = date(2022, 5, 26)
    place = "Lạng Sơn"
    issuer = "Sở Lao động - Thương binh và Xã hội"
    type_name = "KẾ HOẠCH"
    title = "Thực hiện công tác phòng, chống mại dâm năm 2022"
    year = 2022
    signature_prefix = "KT. GIÁM ĐỐC"
    signature_title = "PHÓ GIÁM ĐỐC"
    signer_name = "Nguyễn Văn Thử"
    recipients = ["Lãnh đạo Sở"]
    archive = "VT"


class ClauseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Clause

    plan = factory.SubFactory(PlanFactory)
    anchor = factory.Sequence(lambda n: f"II.{n}")
    kind = ClauseKind.BULLET
    label = "-"
    text = "Xây dựng các chuyên trang, chuyên mục."
    order = factory.Sequence(lambda n: n % 30_000)


class IndicatorFormFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IndicatorForm
        django_get_or_create = ("year",)

    year = 2022
    title = "Biểu số liệu năm 2022"


class IndicatorGroupFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IndicatorGroup

    form = factory.SubFactory(IndicatorFormFactory)
    code = factory.Sequence(lambda n: f"N{n}")
    title = "Tuyên truyền"
    order = factory.Sequence(lambda n: n % 30_000)


class IndicatorFactory(factory.django.DjangoModelFactory):
    """A whole number that every unit types in and that adds up."""

    class Meta:
        model = Indicator

    group = factory.SubFactory(IndicatorGroupFactory)
    code = factory.Sequence(lambda n: f"N{n + 100}")
    name = "Số buổi tuyên truyền trực tiếp"
    unit_of_measure = "buổi"
    value_kind = ValueKind.INTEGER
    source = Source.TYPED
    reporters = ["H", "D", "C", "P", "S"]
    across_units = AcrossUnits.SUM
    across_time = AcrossTime.FLOW
    order = factory.Sequence(lambda n: n % 30_000)


class ReportingPeriodFactory(factory.django.DjangoModelFactory):
    """The first half of 2022; trait ``annual`` for the year."""

    class Meta:
        model = ReportingPeriod
        django_get_or_create = ("year", "kind")

    class Params:
        annual = factory.Trait(kind=PeriodKind.YEAR)
        days = factory.LazyAttribute(lambda o: usual_period(o.year, is_annual=o.kind == PeriodKind.YEAR))

    year = 2022
    kind = PeriodKind.FIRST_HALF
    starts_on = factory.LazyAttribute(lambda o: o.days["starts_on"])
    ends_on = factory.LazyAttribute(lambda o: o.days["ends_on"])
    opens_at = factory.LazyAttribute(lambda o: o.days["opens_at"])
    due_at = factory.LazyAttribute(lambda o: o.days["due_at"])
    form = factory.SubFactory(IndicatorFormFactory)
    reporters = ["H", "D", "C", "P", "S"]
