"""Short narrative passages for demo reports; invented, without persons."""

from accounts.models import Unit
from accounts.states import ReporterCode
from plans.models import ReportingPeriod

GENERAL = {
    "II.1": "Đơn vị đã ban hành kế hoạch và văn bản hướng dẫn thực hiện, phân công bộ phận theo dõi, báo cáo định kỳ.",
    "II.2": "Tổ chức {N101} buổi tuyên truyền trực tiếp, trong đó lồng ghép {N102} buổi, với {N103} lượt người tham dự;"
    " nội dung tập trung vào quy định pháp luật, kỹ năng phòng ngừa và giảm kỳ thị.",
    "II.3": "Lồng ghép nội dung phòng, chống mại dâm vào chương trình giảm nghèo, dạy nghề, việc làm, bình đẳng giới và"
    " sinh hoạt chuyên đề tại cơ quan, đơn vị.",
    "II.4": "Phối hợp với ngành y tế và các đoàn thể tư vấn, giới thiệu dịch vụ; trong kỳ không phát sinh trường hợp phải"
    " hỗ trợ khẩn cấp.",
    "II.6": "Cử công chức, viên chức tham gia các lớp tập huấn nghiệp vụ do tỉnh tổ chức.",
    "II.8": "Kinh phí được bố trí lồng ghép trong dự toán chi thường xuyên, sử dụng đúng mục đích.",
    "III.1": "Công tác chỉ đạo được triển khai kịp thời; tuyên truyền lồng ghép được duy trì thường xuyên.",
    "III.2": "Kinh phí còn hạn chế; cán bộ kiêm nhiệm nhiều việc nên công tác theo dõi có lúc chưa kịp thời.",
    "III.3": "Cán bộ làm công tác phòng, chống tệ nạn xã hội ở cấp xã thường xuyên thay đổi.",
    "IV": "Tiếp tục tuyên truyền lồng ghép; rà soát cơ sở kinh doanh dịch vụ có điều kiện; thực hiện đủ chế độ báo cáo.",
}
PROPOSALS = (
    "Đề nghị Sở tiếp tục tổ chức tập huấn nghiệp vụ cho cán bộ cấp xã.",
    "",
    "Đề nghị hỗ trợ thêm tài liệu, tờ rơi tuyên truyền bằng hình ảnh cho vùng cao.",
    "Đề nghị Đội kiểm tra liên ngành tỉnh phối hợp kiểm tra các cơ sở ở khu vực giáp ranh.",
    "",
)
DISTRICT = {
    "I": "Tình hình tệ nạn mại dâm trên địa bàn cơ bản ổn định, không có điểm nóng; hoạt động kinh doanh dịch vụ lưu trú,"
    " karaoke phục hồi sau dịch nên tiềm ẩn nguy cơ bị lợi dụng.",
    "II.5": "Đội kiểm tra liên ngành kiểm tra {N406} cơ sở (không trùng), phát hiện {N409} cơ sở vi phạm, chủ yếu về hợp"
    " đồng lao động, khai báo lưu trú; đã nhắc nhở, yêu cầu khắc phục.",
    "II.7": "Các xã, phường, thị trấn tiếp tục đăng ký, duy trì tiêu chí xã lành mạnh không có tệ nạn ma túy, mại dâm.",
}
COORDINATOR = {
    "I": "Tình hình tệ nạn mại dâm trên địa bàn tỉnh cơ bản được kiểm soát, không hình thành tụ điểm phức tạp; nguy cơ tập"
    " trung ở cơ sở lưu trú, karaoke, xoa bóp tại thành phố và các trung tâm huyện.",
    "II.2": "Hình thức tuyên truyền được đổi mới, chú trọng mạng xã hội và sinh hoạt ngoại khóa trong trường học.",
    "II.5": "Đội kiểm tra liên ngành tỉnh duy trì kiểm tra theo kế hoạch, phối hợp với các Đội cấp huyện để không trùng lặp.",
    "III.1": "Các cấp, các ngành đã chủ động triển khai kế hoạch; công tác tuyên truyền được duy trì thường xuyên với hình"
    " thức phù hợp từng nhóm đối tượng; hoạt động kiểm tra liên ngành được thực hiện theo kế hoạch.",
    "III.2": "Việc quản lý cơ sở kinh doanh dịch vụ còn khó khăn; một số đơn vị gửi báo cáo chưa bảo đảm thời gian, số liệu"
    " giữa lời văn và biểu chưa thống nhất.",
    "III.3": "Cán bộ chủ yếu kiêm nhiệm, kinh phí hạn chế; loại hình kinh doanh dịch vụ ngày càng đa dạng.",
    "IV": "- Tiếp tục tuyên truyền, chú trọng học sinh, sinh viên và người lao động tại các cơ sở kinh doanh dịch vụ.\n"
    "- Đẩy nhanh tiến độ kiểm tra để đạt chỉ tiêu 20% số cơ sở trong năm.\n"
    "- Tập huấn nghiệp vụ cho cán bộ làm công tác phòng, chống tệ nạn xã hội các cấp.\n"
    "- Đôn đốc các đơn vị thực hiện chế độ báo cáo đúng thời hạn.",
    "V": "Đề nghị cấp có thẩm quyền quan tâm bố trí kinh phí cho hoạt động của Đội kiểm tra liên ngành các cấp.",
}

TO_THE_MINISTRY = (
    "- Đề nghị Bộ Lao động - Thương binh và Xã hội tổ chức tập huấn nghiệp vụ kiểm tra liên ngành cho các tỉnh biên giới.\n"
    "- Đề nghị Bộ cấp thêm tài liệu, tờ rơi tuyên truyền bằng hình ảnh cho vùng cao."
)

SPECIAL: dict[str, dict[str, str]] = {ReporterCode.DISTRICT: DISTRICT, ReporterCode.COORDINATOR: COORDINATOR}


def section_text(code: str, unit: Unit, figures: dict[str, str], period: ReportingPeriod) -> str:
    """A passage for one section with the unit's own figures in it; empty where there is nothing to say."""
    special = SPECIAL.get(unit.reporter_code, {})
    template = special.get(code) or GENERAL.get(code, "")
    if code == "V" and not template:
        template = PROPOSALS[sum(unit.code.encode()) % len(PROPOSALS)]
    for indicator, value in figures.items():
        template = template.replace(f"{{{indicator}}}", value.zfill(2) if value.isdigit() else value)
    return "" if "{N" in template else template
