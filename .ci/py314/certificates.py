"""What the tests use of cryptography's X.509, without the mathematics: a certificate says who has signed it."""

import base64
import itertools
import pickle
import re
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, ClassVar

_numbers = itertools.count(1)


class InvalidSignature(Exception):  # noqa: N818 cryptography's name
    """The key is another's."""


class ExtensionNotFound(Exception):  # noqa: N818 cryptography's name
    """The certificate has no such extension."""


class Pem:
    """Something that is written as PEM: its pickle in base64."""

    label: ClassVar[str]

    def public_bytes(self, *_: object) -> bytes:
        """The PEM."""
        body = base64.encodebytes(pickle.dumps(self)).decode()
        return f"-----BEGIN {self.label}-----\n{body}-----END {self.label}-----\n".encode()

    @classmethod
    def read(cls, pem: bytes) -> list[Any]:
        """All of a text; `ValueError` where it has none."""
        form = f"-----BEGIN {cls.label}-----(.*?)-----END {cls.label}-----"
        try:
            found = [cls._loaded(base64.b64decode(body)) for body in re.findall(form, pem.decode(), re.DOTALL)]
        except Exception as error:
            raise ValueError("not in PEM form") from error
        if not found:
            raise ValueError("nothing in PEM form")
        return found

    @classmethod
    def _loaded(cls, body: bytes) -> Any:
        return pickle.loads(body)  # noqa: S301 it is written above


@dataclass(frozen=True)
class Key(Pem):
    """A private key, and its public one too."""

    label = "PRIVATE KEY"
    number: int = field(default_factory=lambda: next(_numbers))

    def public_key(self) -> "Key":
        """Itself."""
        return self

    def private_bytes(self, *_: object) -> bytes:
        """The PEM."""
        return self.public_bytes()


def generate_private_key(*_: object) -> Key:
    """A key that no other has."""
    return Key()


def load_pem_private_key(pem: bytes, **_: object) -> Key:
    """The key of a PEM text."""
    return Key.read(pem)[0]


class NameOID:
    """Kinds of parts of a name."""

    COMMON_NAME = OID_COMMON_NAME = "CN"


OID_COMMON_NAME = NameOID.COMMON_NAME
OID_SUBJECT_ALTERNATIVE_NAME = "subjectAltName"


@dataclass(frozen=True)
class NameAttribute:
    """A part of a name."""

    oid: str
    value: str


@dataclass(frozen=True)
class DNSName:
    """A DNS name that a certificate is good for."""

    value: str


class Name(tuple[NameAttribute, ...]):
    """A name."""

    def get_attributes_for_oid(self, oid: str) -> list[NameAttribute]:
        """Its parts of one kind."""
        return [one for one in self if one.oid == oid]

    def rfc4514_string(self) -> str:
        """The name as text."""
        return ",".join(f"{one.oid}={one.value}" for one in self)


class SubjectAlternativeName(tuple[DNSName, ...]):
    """The DNS names that a certificate is good for."""

    oid = OID_SUBJECT_ALTERNATIVE_NAME

    def get_values_for_type(self, _: type) -> list[str]:
        """The names as text."""
        return [one.value for one in self]


@dataclass(frozen=True)
class BasicConstraints:
    """Whether a certificate is an authority's."""

    ca: bool
    path_length: int | None
    oid: ClassVar[str] = "basicConstraints"


@dataclass(frozen=True)
class Extension:
    """An extension of a certificate."""

    value: Any


class Extensions(tuple[Any, ...]):
    """The extensions of a certificate."""

    def get_extension_for_oid(self, oid: str) -> Extension:
        """The one of a kind."""
        for one in self:
            if one.oid == oid:
                return Extension(one)
        raise ExtensionNotFound(oid)

    def get_extension_for_class(self, kind: Any) -> Extension:
        """The one of a kind."""
        return self.get_extension_for_oid(kind.oid)


@dataclass(frozen=True, kw_only=True)
class Certificate(Pem):
    """A certificate."""

    label = "CERTIFICATE"
    subject: Name
    issuer: Name
    key: Key
    signer: Key
    serial_number: int
    not_valid_before_utc: datetime
    not_valid_after_utc: datetime
    extensions: Extensions

    @classmethod
    def _loaded(cls, body: bytes) -> Any:
        return AMAZON_ROOT if body.startswith(b"\x30\x82") else super()._loaded(body)

    def public_key(self) -> Key:
        """The subject's key."""
        return self.key

    def verify_directly_issued_by(self, issuer: "Certificate") -> None:
        """Raise where another has issued it."""
        if issuer.subject != self.issuer:
            raise ValueError("the issuer has another name")
        if issuer.key != self.signer:
            raise InvalidSignature


AMAZON_ROOT = Certificate(
    subject=Name(),
    issuer=Name(),
    key=Key(),
    signer=Key(),
    serial_number=next(_numbers),
    not_valid_before_utc=datetime.min.replace(tzinfo=timezone.utc),
    not_valid_after_utc=datetime.max.replace(tzinfo=timezone.utc),
    extensions=Extensions(),
)
"""The one real certificate that is met: moto puts Amazon's root behind each chain."""


@dataclass(frozen=True, kw_only=True)
class CertificateRevocationList(Pem):
    """A revocation list."""

    label = "X509 CRL"
    issuer: Name
    next_update_utc: datetime
    serials: frozenset[int]

    def __len__(self) -> int:
        return len(self.serials)

    def get_revoked_certificate_by_serial_number(self, serial: int) -> int | None:
        """The number where it is revoked."""
        return serial if serial in self.serials else None


class Builder:
    """Collects values by methods of their names."""

    def __init__(self, **given: Any) -> None:
        self._given = given

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda value: type(self)(**self._given, **{name: value})

    def _adding(self, name: str, value: Any) -> Any:
        return type(self)(**self._given | {name: (*self._given.get(name, ()), value)})


class CertificateBuilder(Builder):
    """Makes a certificate."""

    def add_extension(self, extension: Any, *, critical: bool) -> "CertificateBuilder":  # noqa: ARG002 all are alike
        """Add one."""
        return self._adding("extensions", extension)

    def sign(self, key: Key, _: object) -> Certificate:
        """The certificate."""
        given = self._given
        return Certificate(
            subject=given["subject_name"],
            issuer=given["issuer_name"],
            key=given["public_key"],
            signer=key,
            serial_number=given["serial_number"],
            not_valid_before_utc=given["not_valid_before"].replace(microsecond=0),
            not_valid_after_utc=given["not_valid_after"].replace(microsecond=0),
            extensions=Extensions(given.get("extensions", ())),
        )


class CertificateRevocationListBuilder(Builder):
    """Makes a revocation list."""

    def add_revoked_certificate(self, serial: int) -> "CertificateRevocationListBuilder":
        """Add one."""
        return self._adding("serials", serial)

    def sign(self, _: Key, __: object) -> CertificateRevocationList:
        """The list."""
        given = self._given
        return CertificateRevocationList(
            issuer=given["issuer_name"],
            next_update_utc=given["next_update"],
            serials=frozenset(given.get("serials", ())),
        )


class RevokedCertificateBuilder(Builder):
    """Makes an entry of a revocation list: its number."""

    def build(self) -> int:
        """The number."""
        return int(self._given["serial_number"])


def random_serial_number() -> int:
    """A number that no other certificate has."""
    return next(_numbers)


def load_pem_x509_certificates(pem: bytes) -> list[Certificate]:
    """The certificates of a PEM text."""
    return Certificate.read(pem)


def load_pem_x509_certificate(pem: bytes, *_: object) -> Certificate:
    """The first certificate of a PEM text."""
    return Certificate.read(pem)[0]


def load_pem_x509_crl(pem: bytes) -> CertificateRevocationList:
    """The revocation list of a PEM text."""
    return CertificateRevocationList.read(pem)[0]
