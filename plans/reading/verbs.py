"""Verbs by which a plan says what a unit does; where one begins, the name of the unit has ended."""

import re

# "Đội kiểm tra", "Ban chỉ đạo", "các tổ chức chính trị": there the word belongs to a name.
VERBS = (
    "chủ trì", "có trách nhiệm", "chịu trách nhiệm", "căn cứ", "phối hợp", "xây dựng", "tham mưu", "theo dõi",
    r"(?<!các )(?<!và )tổ chức(?! (?:chính trị|đoàn thể|hội|thành viên|xã hội|tôn giáo|quần chúng))", "tổng hợp",
    "triển khai", "thực hiện", "hướng dẫn", r"(?<!Ban )chỉ đạo", "bố trí", "cân đối", "đẩy mạnh", "tăng cường",
    "lồng ghép", r"báo cáo(?! viên)", "là (?:đầu mối|cơ quan|đơn vị)", "đôn đốc",
    r"(?<!Đội )(?<!đội )(?<!Đoàn )(?<!đoàn )(?<!Tổ )kiểm tra", r"tuyên truyền(?! viên)", "đưa", "cử", "ban hành",
    "(?<!cấp )trên cơ sở", "theo chức năng", "quán triệt", "hỗ trợ", "rà soát", "bảo đảm", "đảm bảo", "phát động",
    "vận động",
    "huy động", "tạo điều kiện", "cung cấp", "giải quyết", "xử lý", "tiếp nhận", "tiếp tục", "nghiên cứu", "đề xuất",
    "duy trì", "phổ biến", "thông báo", "đăng tải", "thẩm định", "lãnh đạo(?! (?:các|phòng|sở|đơn vị))",
    "khuyến khích", "vận hành", "cập nhật", "công khai", "giới thiệu", "chủ động", "thường xuyên", "tiến hành",
    "quan tâm", "nâng cao", "cam kết", "đăng ký", "chuẩn bị", "phân công", "bàn giao", "nắm", "lập", "biên soạn",
    "giúp", "luân chuyển", "điều tra", "giám sát", "ký", "mở", "trình", "in", "làm", "được giao", "phải", "tập trung",
)  # fmt: skip
ACTS = re.compile(rf"\s+(?:{'|'.join(VERBS)})\b")
