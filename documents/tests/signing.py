"""A certification authority of the tests' own, made anew each time: no key is ever kept."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

BORN = datetime(2020, 1, 1, tzinfo=UTC)
DER = serialization.Encoding.DER


def named(common: str, agency: str) -> certificates.Name:
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, agency), (NameOID.COMMON_NAME, common)]
    return certificates.Name([certificates.NameAttribute(*part) for part in parts])


class Authority:
    """Issues certificates to signers of the tests."""

    def __init__(self, name: str = "Chứng thư gốc thử nghiệm") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = named(name, "Ban Cơ yếu thử nghiệm")
        self.root = self._issue(self.name, self.key.public_key(), is_authority=True)

    def _issue(self, name, public_key, *, is_authority: bool) -> certificates.Certificate:
        usage = dict.fromkeys(
            [
                "content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only",
                "decipher_only", "crl_sign", "key_cert_sign", "digital_signature",
            ],
            False,
        )  # fmt: skip
        usage |= {"key_cert_sign": True} if is_authority else {"digital_signature": True, "content_commitment": True}
        builder = certificates.CertificateBuilder().subject_name(name).issuer_name(self.name).public_key(public_key)
        builder = builder.serial_number(certificates.random_serial_number())
        builder = builder.not_valid_before(BORN).not_valid_after(BORN + timedelta(days=36500))
        builder = builder.add_extension(certificates.BasicConstraints(is_authority, None), critical=True)
        builder = builder.add_extension(certificates.KeyUsage(**usage), critical=True)
        return builder.sign(self.key, hashes.SHA256())

    @property
    def pem(self) -> bytes:
        return self.root.public_bytes(serialization.Encoding.PEM)

    def sign(self, pdf: bytes, field: str, who: str = "Nguyễn Văn Mẫu", agency: str = "Sở LĐTBXH") -> bytes:
        """The file with one more signature in the field ``field``, which must be there and empty."""
        key = ec.generate_private_key(ec.SECP256R1())
        issued = self._issue(named(who, agency), key.public_key(), is_authority=False)
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        store = SimpleCertificateStore()
        store.register(x509.Certificate.load(self.root.public_bytes(DER)))
        signer = signers.SimpleSigner(
            signing_cert=x509.Certificate.load(issued.public_bytes(DER)),
            signing_key=keys.PrivateKeyInfo.load(key.private_bytes(DER, *form)),
            cert_registry=store,
        )
        meta = signers.PdfSignatureMetadata(field_name=field, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256")
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        return signers.sign_pdf(writer, meta, signer, existing_fields_only=True).getvalue()
