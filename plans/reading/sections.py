"""What a heading is about: objectives, tasks, who carries out, money, reporting, …"""

import re

from kit.text import fold
from plans.reading.tree import Node

KINDS = (
    ("annex", r"^phu luc|^bieu (?:so|mau)"),
    ("organisation", r"to chuc thuc hien|^phan cong|phan cong (?:thuc hien|trach nhiem|to chuc)|trach nhiem (?:cua"
        r"|thuc hien)|to chuc trien khai"
        r"|nhiem vu cua cac (?:don vi|co quan)"),
    ("reporting", r"bao cao|thong tin, bao cao|kiem tra, giam sat va bao cao|so ket, tong ket"),
    ("budget", r"kinh phi|nguon luc|ngan sach|du toan"),
    ("general", r"(?:muc tieu|muc dich) (?:chung|tong quat)"),
    ("specific", r"(?:muc tieu|chi tieu) cu the|chi tieu chu yeu|cac chi tieu|^chi tieu"),
    ("purpose", r"muc dich|yeu cau|quan diem|phuong cham|nguyen tac"),
    ("tasks", r"nhiem vu|giai phap|noi dung|hoat dong|cong viec|bien phap|chuong trinh cong tac"),
    ("objectives", r"muc tieu|chi tieu"),
    ("situation", r"^ket qua|dac diem|tinh hinh|thuc trang|danh gia|ket qua (?:thuc hien|dat duoc)|boi canh|thuan loi"
        r"|kho khan|su can thiet"),
    ("scope", r"pham vi|doi tuong|dia ban"),
    ("time", r"thoi gian|tien do|lo trinh"),
    ("legal", r"can cu"),
)  # fmt: skip
SEMANTIC = ("objectives", "general", "specific", "tasks", "organisation")


def kind_of(node: Node) -> str:
    """One of the kinds above, or "other". "Mục tiêu, nhiệm vụ" goes by what comes first, unless parts follow."""
    words = fold(node.text)
    found = [
        (match.start(), order, kind)
        for order, (kind, pattern) in enumerate(KINDS)
        if (match := re.search(pattern, words))
    ]
    if not found:
        return "other"
    strong = [row for row in found if row[2] in ("annex", "organisation", "general", "specific")]
    return min(strong or found, key=lambda row: (row[0], row[1]))[2]


def is_container(node: Node) -> bool:
    """A part that holds sections of several kinds: "PHẦN II. NỘI DUNG KẾ HOẠCH"."""
    kinds = {kind_of(child) for child in node.children if child.is_heading and child.text}
    groups = {"objectives" if kind in ("general", "specific") else kind for kind in kinds} & {
        *SEMANTIC,
        "purpose",
        "budget",
        "situation",
    }
    own = kind_of(node)
    if own in ("objectives", "organisation", "purpose"):
        return own == "objectives" and "tasks" in groups
    return len(groups) >= 2 or (own == "other" and bool(groups & set(SEMANTIC)))
