"""A certificate authority of a test's own: certificates and revocation lists as a company makes them for its VPN."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM
NOW = datetime.datetime.now(datetime.timezone.utc)


def name_of(common_name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


@dataclass
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    private_key: ec.EllipticCurvePrivateKey

    @cached_property
    def pem(self):
        return self.certificate.public_bytes(PEM).decode()

    @cached_property
    def key(self):
        form = serialization.PrivateFormat.PKCS8
        return self.private_key.private_bytes(PEM, form, serialization.NoEncryption()).decode()


class Authority:
    """Signs certificates."""

    def __init__(self, common_name="Example CA"):
        self.name = name_of(common_name)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = self._sign(self.name, self.key, authority=True)

    def _sign(self, name, key, *, authority=False, days=(-1, 365), alternatives=()):
        begin, end = (NOW + datetime.timedelta(days=one) for one in days)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(end)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if alternatives:
            names = x509.SubjectAlternativeName([x509.DNSName(one) for one in alternatives])
            builder = builder.add_extension(names, critical=False)
        return Issued(builder.sign(self.key, hashes.SHA256()), key)

    def issue(self, common_name, **options):
        """A certificate for a server or a client."""
        return self._sign(name_of(common_name), ec.generate_private_key(ec.SECP256R1()), **options)

    def below(self, common_name):
        """An authority whose own certificate this one has issued."""
        made = Authority(common_name)
        made.root = self._sign(made.name, made.key, authority=True)
        return made

    def revocation_list(self, *revoked, days=(-1, 30), more=0):
        """A revocation list with these certificates, and as many more, as PEM."""
        begin, end = (NOW + datetime.timedelta(days=one) for one in days)
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.name).last_update(begin).next_update(end)
        for serial in (*(one.certificate.serial_number for one in revoked), *range(1, more + 1)):
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(begin).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(PEM).decode()

    def put_into_acm(self, acm, issued):
        """The ARN of a certificate in ACM, with its chain."""
        made = acm.import_certificate(Certificate=issued.pem, PrivateKey=issued.key, CertificateChain=self.root.pem)
        return made["CertificateArn"]
