"""Why an upload is not kept: words for the person, and the status of the answer."""


class RefusedFile(Exception):
    """The file is of a known kind and cannot be kept as it is; the message says why and what to do."""

    status = 422


class WrongKind(RefusedFile):
    """Not one of the kinds the portal keeps, or something hides in it."""

    status = 415


class TooLargeFile(RefusedFile):
    """More bytes than the limit."""

    status = 413


class InfectedFile(RefusedFile):
    """The virus scanner has found something in it."""

    def __init__(self, found: str) -> None:
        super().__init__(
            f"Tệp có mã độc ({found[:80]}) nên không được nhận và không được lưu. Hãy quét máy tính bằng phần mềm diệt"
            " vi-rút rồi tải lên tệp sạch. Nội dung khác đã nhập vẫn còn."
        )
