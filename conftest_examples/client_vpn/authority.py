"""A certificate authority from scratch."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
PEM = serialization.Encoding.PEM


def name_of(common_name):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


class Authority:
    """Issues certificates and revokes them."""

    def __init__(self, common_name):
        self.name, self.key = name_of(common_name), ec.generate_private_key(ec.SECP256R1())
        self.certificate = self.sign(self.name, self.key, is_authority=True)

    def sign(self, subject, key, *, is_authority=False):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = x509.CertificateBuilder(self.name, subject, key.public_key(), x509.random_serial_number())
        builder = builder.not_valid_before(now - DAY).not_valid_after(now + 365 * DAY)
        builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def issue(self, common_name):
        """A certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        return self.sign(name_of(common_name), key), key

    def revocation_list(self, *certificates):
        """A list of revoked certificates, as PEM."""
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = x509.CertificateRevocationListBuilder(self.name, now - DAY, now + 30 * DAY)
        for one in certificates:
            revoked = x509.RevokedCertificateBuilder(one.serial_number, now - DAY).build()
            builder = builder.add_revoked_certificate(revoked)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(PEM).decode()

    def put_into_acm(self, acm, certificate, key):
        """The ARN of a certificate in ACM, with this authority as its chain."""
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        made = acm.import_certificate(
            Certificate=certificate.public_bytes(PEM),
            PrivateKey=key.private_bytes(PEM, *form),
            CertificateChain=self.certificate.public_bytes(PEM),
        )
        return made["CertificateArn"]
