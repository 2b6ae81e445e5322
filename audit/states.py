"""Vietnamese words for what the journal stores as codes; an unknown code is shown as it is."""

OBJECTS = {
    "accounts.unit": "Đơn vị",
    "accounts.user": "Tài khoản",
    "documents.officialdocument": "Văn bản",
    "inspections.establishment": "Cơ sở kinh doanh",
    "inspections.inspection": "Cuộc kiểm tra",
    "inspections.team": "Đội kiểm tra",
    "jobs.job": "Việc chạy nền",
    "notices.notice": "Thông báo",
    "plans.indicatorform": "Biểu chỉ tiêu",
    "plans.plan": "Kế hoạch",
    "plans.reportingperiod": "Kỳ báo cáo",
    "reports.consolidation": "Báo cáo tổng hợp",
    "reports.obligation": "Nghĩa vụ báo cáo",
    "reports.report": "Báo cáo",
}

ACTIONS = {
    "accepted": "duyệt",
    "built": "lập",
    "changed": "sửa",
    "closed": "đóng",
    "created": "tạo",
    "downloaded": "tải về",
    "excluded": "loại trừ khỏi kỳ",
    "forwarded": "trình trưởng đơn vị",
    "frozen": "chốt số liệu",
    "handed_back": "trả lại người nhập",
    "loaded": "nạp dữ liệu",
    "opened": "mở",
    "printed": "in",
    "recorded": "ghi kết quả",
    "reminded": "nhắc",
    "reopened": "mở lại",
    "returned": "yêu cầu chỉnh lý",
    "submitted": "gửi",
}
