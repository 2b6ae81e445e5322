"""Kinds of people and units."""

from django.db import models


class Role(models.TextChoices):
    """One person, one role."""

    REPORTER = "BC", "Đơn vị báo cáo"
    STAFF = "CV", "Chuyên viên tổng hợp"
    COORDINATOR = "DP", "Lãnh đạo phòng điều phối"
    LEADER = "LD", "Lãnh đạo Sở"
    INSPECTOR = "KT", "Thành viên Đội kiểm tra"
    ADMINISTRATOR = "QT", "Quản trị"
    AUDITOR = "GS", "Giám sát"


class UnitKind(models.TextChoices):
    """What an office is; decides which obligations it has, never by level or name."""

    DEPARTMENT = "department", "Sở"
    LEADERSHIP = "leadership", "Lãnh đạo Sở"
    COORDINATING_ROOM = "coordinating_room", "Phòng chủ trì"
    ROOM = "room", "Phòng chuyên môn"
    ATTACHED = "attached", "Đơn vị trực thuộc"
    COLLEGE = "college", "Trường cao đẳng nghề"
    DISTRICT_OFFICE = "district_office", "Phòng LĐTBXH huyện, thành phố"
    AGENCY = "agency", "Cơ quan khác"


class ReporterCode(models.TextChoices):
    """Which rows of the form a unit fills in."""

    DISTRICT = "H", "Phòng LĐTBXH huyện, thành phố"
    ATTACHED = "D", "Đơn vị trực thuộc"
    COLLEGE = "C", "Trường cao đẳng nghề"
    ROOM = "P", "Phòng chuyên môn"
    COORDINATOR = "S", "Phòng PCTNXH-BĐG"
