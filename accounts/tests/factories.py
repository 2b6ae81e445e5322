"""Units, territories and people for the tests of every app."""

from datetime import date

import factory
from django.contrib.auth.hashers import make_password

from accounts.models import Territory, Unit, User
from accounts.states import ReporterCode, Role, UnitKind

PASSWORD = "mat-khau-rat-dai-81"
LONG_AGO = date(2020, 1, 1)


class TerritoryFactory(factory.django.DjangoModelFactory):
    """A district; traits ``province`` and ``commune``."""

    class Meta:
        model = Territory

    class Params:
        province = factory.Trait(level=Territory.Level.PROVINCE, kind="tỉnh", name="Tỉnh Lạng Sơn")
        commune = factory.Trait(
            level=Territory.Level.COMMUNE, kind="xã", name=factory.Sequence(lambda n: f"Xã Thử {n}")
        )

    code = factory.Sequence(lambda n: f"T{n}")
    name = factory.Sequence(lambda n: f"Huyện Thử {n}")
    kind = "huyện"
    level = Territory.Level.DISTRICT
    opened_on = LONG_AGO


class UnitFactory(factory.django.DjangoModelFactory):
    """A district office with its district; traits for the other kinds of office."""

    class Meta:
        model = Unit

    class Params:
        department = factory.Trait(
            kind=UnitKind.DEPARTMENT,
            reporter_code="",
            territory=None,
            name="Sở Lao động - Thương binh và Xã hội",
            short_name="Sở LĐ-TB&XH",
            letterhead_superior="UBND TỈNH LẠNG SƠN",
            letterhead_issuer="SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
            symbol="SLĐTBXH",
        )
        leadership = factory.Trait(kind=UnitKind.LEADERSHIP, reporter_code="", territory=None)
        coordinating = factory.Trait(
            kind=UnitKind.COORDINATING_ROOM, reporter_code=ReporterCode.COORDINATOR, territory=None
        )
        room = factory.Trait(kind=UnitKind.ROOM, reporter_code=ReporterCode.ROOM, territory=None)
        attached = factory.Trait(kind=UnitKind.ATTACHED, reporter_code=ReporterCode.ATTACHED, territory=None)
        college = factory.Trait(kind=UnitKind.COLLEGE, reporter_code=ReporterCode.COLLEGE, territory=None)

    code = factory.Sequence(lambda n: f"U{n}")
    kind = UnitKind.DISTRICT_OFFICE
    reporter_code = ReporterCode.DISTRICT
    name = factory.Sequence(lambda n: f"Phòng Lao động, Thương binh, Xã hội - Dân tộc huyện Thử {n}")
    short_name = factory.Sequence(lambda n: f"Phòng LĐTBXH-DT huyện Thử {n}")
    territory = factory.SubFactory(TerritoryFactory)
    order = factory.Sequence(lambda n: n % 30_000)
    letterhead_superior = "UBND HUYỆN THỬ"
    letterhead_issuer = "PHÒNG LAO ĐỘNG, THƯƠNG BINH, XÃ HỘI - DÂN TỘC"
    symbol = "LĐTBXH-DT"
    opened_on = LONG_AGO


class UserFactory(factory.django.DjangoModelFactory):
    """A reporting officer of a district office; a trait per role. Password: ``PASSWORD``."""

    class Meta:
        model = User

    class Params:
        approver = factory.Trait(is_unit_approver=True)
        staff = factory.Trait(role=Role.STAFF, unit=factory.SubFactory(UnitFactory, coordinating=True))
        coordinator = factory.Trait(role=Role.COORDINATOR, unit=factory.SubFactory(UnitFactory, coordinating=True))
        leader = factory.Trait(role=Role.LEADER, unit=factory.SubFactory(UnitFactory, leadership=True))
        inspector = factory.Trait(role=Role.INSPECTOR, unit=factory.SubFactory(UnitFactory, coordinating=True))
        administrator = factory.Trait(role=Role.ADMINISTRATOR, unit=factory.SubFactory(UnitFactory, room=True))
        auditor = factory.Trait(role=Role.AUDITOR, unit=factory.SubFactory(UnitFactory, room=True))

    username = factory.Sequence(lambda n: f"nguoi{n}")
    full_name = factory.Sequence(lambda n: f"Nguyễn Văn Thử {n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@thu.invalid")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    role = Role.REPORTER
    unit = factory.SubFactory(UnitFactory)
