"""Vietnamese words for what the journal stores as codes; an unknown code is shown as it is."""

OBJECTS = {
    "accounts.unit": "Đơn vị",
    "accounts.user": "Tài khoản",
    "documents.officialdocument": "Văn bản",
    "inspections.establishment": "Cơ sở kinh doanh",
    "inspections.inspection": "Cuộc kiểm tra",
    "inspections.team": "Đội kiểm tra",
    "plans.indicatorform": "Biểu chỉ tiêu",
    "plans.plan": "Kế hoạch",
    "plans.reportingperiod": "Kỳ báo cáo",
    "reports.consolidation": "Báo cáo tổng hợp",
    "reports.report": "Báo cáo",
}

# The verb of an action: what follows the dot in "report.submitted".
ACTIONS = {
    "accepted": "duyệt",
    "changed": "sửa",
    "closed": "kết thúc",
    "could_not": "ghi không kiểm tra được",
    "created": "thêm mới",
    "downloaded": "tải về",
    "edited": "nhập, sửa",
    "established": "thành lập",
    "excluded": "loại trừ khỏi kỳ",
    "forwarded": "trình trưởng đơn vị",
    "frozen": "chốt số liệu",
    "included": "đưa lại vào kỳ",
    "handed_back": "trả lại hoặc rút lại để sửa",
    "loaded": "nạp dữ liệu",
    "opened": "mở",
    "ordered": "yêu cầu lập",
    "owner_viewed": "xem thông tin chủ cơ sở",
    "planned": "lập kế hoạch",
    "printed": "in",
    "recorded": "ghi kết quả",
    "reopened": "mở lại",
    "returned": "yêu cầu chỉnh lý",
    "settled": "cập nhật xử lý vi phạm",
    "status_changed": "đổi tình trạng",
    "submitted": "gửi",
}

# What the facts beside an act are called.
FACTS = {
    "code": "mã",
    "coverage": "độ phủ",
    "decision": "quyết định",
    "due_at": "hạn",
    "fields": "mục đã sửa",
    "from_on": "từ ngày",
    "members": "số thành viên",
    "outcome": "xử lý",
    "reason": "lý do",
    "revision": "bản",
    "state": "trạng thái",
    "status": "tình trạng",
    "violations": "số vi phạm",
    "written": "số dòng đã ghi",
}

STATES = {
    "draft": "chưa nộp",
    "awaiting_head": "chờ trưởng đơn vị",
    "submitted": "đã nộp",
    "returned": "yêu cầu chỉnh lý",
    "accepted": "đã duyệt",
    "planned": "dự kiến",
    "clean": "không vi phạm",
    "violation": "có vi phạm, đang theo dõi",
    "closed": "đã kết thúc",
    "could_not": "không kiểm tra được",
    "active": "đang hoạt động",
    "suspended": "tạm dừng",
}
