"""Signed messages against RFC 8032, the COSE working group's example, another implementation, and forgers."""

from __future__ import annotations

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm
from pycose.keys import OKPKey
from pycose.messages import Sign1Message

from dalel.sync import cose
from tests.sync.signing import ALICE, ALICES_SEED, BOB, holder

TYPE = "application/vnd.dalel.test"
ORDER = 2**252 + 27742317777372353535851937790883648493

# RFC 8032, 7.1: secret key, public key, message, signature of tests 1, 2, 3 and of SHA(abc).
RFC_8032 = (
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
)
# eddsa-sig-01 of the COSE working group's examples (github.com/cose-wg/Examples): Ed25519, COSE_Sign1, the key of
# RFC 8032's test 1.
COSE_WG = (
    "d28445a201270300a10442313154546869732069732074686520636f6e74656e742e58407142fd2ff96d56db85bee905a76ba1d0b7321a95c8"
    "c4d3607c5781932b7afb8711497dfa751bf40b58b3bcc32300b1487f3db34085eef013bf08f4a44d6fef0d"
)

SMALL_ORDER = [
    bytes.fromhex(encoded)
    for low in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
    for encoded in (low, low[:62] + f"{int(low[62:], 16) | 0x80:02x}")
]


@pytest.fixture
def message() -> bytes:
    return cose.sign(ALICE, TYPE, b"what was said")


def with_parts(message: bytes, **others: object) -> bytes:
    """The message with other parts, written in canonical form."""
    names = ("header", "unprotected", "payload", "signature")
    parts = dict(zip(names, cbor2.loads(message).value, strict=True)) | others
    return cbor2.dumps(cbor2.CBORTag(18, [parts[name] for name in names]), canonical=True)


def decoded_by_pycose(message: bytes) -> Sign1Message:
    """Not `CoseMessage.decode`: pycose 1.1 expects a list and a dict, as cbor2 made inside of tags before version 6."""
    header, unprotected, payload, signature = cbor2.loads(message).value
    decoded = Sign1Message.from_cose_obj([header, dict(unprotected), payload, signature], True)
    decoded.key = OKPKey(crv="ED25519", x=ALICE.key)
    return decoded


@pytest.mark.parametrize(("seed", "key", "said", "signature"), RFC_8032)
def test_signatures_are_those_of_rfc_8032(seed: str, key: str, said: str, signature: str) -> None:
    secret = holder("RFC8032", bytes.fromhex(seed))
    assert secret.key.hex() == key
    assert secret.sign(bytes.fromhex(said)).hex() == signature


def test_the_example_of_the_cose_working_group_is_signed_with_the_same_bytes() -> None:
    header, _, payload, signature = cbor2.loads(bytes.fromhex(COSE_WG)).value
    to_be_signed = cbor2.dumps(["Signature1", header, b"", payload], canonical=True)
    assert holder("11", bytes.fromhex(RFC_8032[0][0])).sign(to_be_signed) == signature


def test_what_is_signed_is_the_sig_structure_of_rfc_9052() -> None:
    context, header, outside, payload = cbor2.loads(cose.to_be_signed(ALICE.key, TYPE, b"what was said"))
    assert (context, outside, payload) == ("Signature1", b"", b"what was said")
    assert cbor2.loads(header) == {1: -8, 4: ALICE.key, 16: TYPE}


def test_a_message_opens_to_its_payload_and_the_key_that_signed(message: bytes) -> None:
    assert cose.open_(message, TYPE) == cose.Opened(ALICE.key, b"what was said")


def test_another_implementation_verifies_our_messages(message: bytes) -> None:
    decoded = decoded_by_pycose(message)
    assert decoded.verify_signature()
    assert decoded.payload == b"what was said"
    assert decoded.phdr == {Algorithm: EdDSA, KID: ALICE.key, 16: TYPE}
    assert not decoded_by_pycose(with_parts(message, payload=b"what was not")).verify_signature()


def test_we_open_what_another_implementation_signed() -> None:
    theirs = Sign1Message(phdr={Algorithm: EdDSA, KID: ALICE.key, 16: TYPE}, uhdr={}, payload=b"from elsewhere")
    theirs.key = OKPKey(crv="ED25519", x=ALICE.key, d=ALICES_SEED)
    assert cose.open_(theirs.encode(), TYPE) == cose.Opened(ALICE.key, b"from elsewhere")


def test_every_flipped_bit_is_refused(message: bytes) -> None:
    for at in range(len(message)):
        for bit in range(8):
            altered = message[:at] + bytes([message[at] ^ (1 << bit)]) + message[at + 1 :]
            with pytest.raises(cose.SignatureError):
                cose.open_(altered, TYPE)


def test_every_shortened_or_lengthened_message_is_refused(message: bytes) -> None:
    for altered in (*(message[:end] for end in range(len(message))), message + b"\x00", b"\x00" + message):
        with pytest.raises(cose.SignatureError):
            cose.open_(altered, TYPE)


def test_a_message_of_another_type_is_refused(message: bytes) -> None:
    with pytest.raises(cose.SignatureError, match=r"not signed as application/vnd\.dalel\.entry"):
        cose.open_(message, "application/vnd.dalel.entry")


def test_a_message_that_names_another_key_is_refused(message: bytes) -> None:
    with pytest.raises(cose.SignatureError, match="does not hold"):
        cose.open_(with_parts(message, header=cose.protected(BOB.key, TYPE)), TYPE)


@pytest.mark.parametrize(
    "header",
    [
        {1: -8, 16: TYPE},
        {1: -8, 4: ALICE.key},
        {1: -7, 4: ALICE.key, 16: TYPE},
        {1: -8, 4: ALICE.key, 16: TYPE, 2: [99]},
        {1: -8, 4: ALICE.key, 5: b"", 16: TYPE},
        {1: -8, 4: ALICE.key[:31], 16: TYPE},
        {1: -8, 4: ALICE.key.hex(), 16: TYPE},
        [],
        4,
    ],
)
def test_any_other_header_is_refused_though_its_signature_holds(header: object) -> None:
    raw = cbor2.dumps(header, canonical=True)
    signature = ALICE.sign(cbor2.dumps(["Signature1", raw, b"", b"said"], canonical=True))
    message = cbor2.dumps(cbor2.CBORTag(18, [raw, {}, b"said", signature]), canonical=True)
    with pytest.raises(cose.SignatureError):
        cose.open_(message, TYPE)


def test_other_forms_of_the_same_message_are_refused(message: bytes) -> None:
    untagged = message[1:]
    header, unprotected, payload, signature = cbor2.loads(message).value
    in_another_order = cbor2.dumps({16: TYPE, 4: ALICE.key, 1: -8})
    forms = (
        untagged,
        b"\xd8\x12" + untagged,
        b"\xd1" + untagged,
        b"\xd9\xd9\xf7" + message,
        message.replace(b"\x4dwhat was said", b"\x58\x0dwhat was said"),
        message.replace(b"\x4dwhat was said", b"\x5f\x4dwhat was said\xff"),
        message.replace(b"\xd2\x84", b"\xd2\x9f") + b"\xff",
        with_parts(message, unprotected={4: ALICE.key}),
        with_parts(message, unprotected=[]),
        with_parts(message, payload=None),
        with_parts(message, payload="what was said"),
        with_parts(message, header=in_another_order),
        with_parts(message, signature=signature + b"\x00"),
        with_parts(message, signature=b""),
        cbor2.dumps(cbor2.CBORTag(18, [header, unprotected, payload]), canonical=True),
        cbor2.dumps(cbor2.CBORTag(98, [header, {}, payload, [[header, {}, signature]]]), canonical=True),
    )
    for form in forms:
        assert form != message
        with pytest.raises(cose.SignatureError):
            cose.open_(form, TYPE)


def test_a_high_s_made_from_a_signature_is_refused(message: bytes) -> None:
    signature = cbor2.loads(message).value[3]
    high = int.from_bytes(signature[32:], "little") + ORDER
    forged = signature[:32] + high.to_bytes(32, "little")
    with pytest.raises(cose.SignatureError, match="does not hold"):
        cose.open_(with_parts(message, signature=forged), TYPE)


@pytest.mark.parametrize("key", SMALL_ORDER)
def test_a_key_for_which_anybody_can_sign_is_refused(key: bytes) -> None:
    """The point of small order as R and zero as S: about one in eight messages is "signed" so without any secret."""
    forged = key[:31] + bytes([key[31] & 0x7F]) + bytes(32)
    identity = b"\x01" + bytes(63)
    payloads = [number.to_bytes(2) for number in range(256)]
    taken = [said for said in payloads if _is_taken(key, said, forged) or _is_taken(key, said, identity)]
    assert taken, "cryptography refuses this key by now: docs/formats/keys.md says that it does not"
    for said in taken[:2]:
        for signature in (forged, identity):
            with pytest.raises(cose.SignatureError, match="no public key"):
                cose.check(key, TYPE, said, signature)


def _is_taken(key: bytes, said: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, cose.to_be_signed(key, TYPE, said))
    except (InvalidSignature, ValueError):
        return False
    return True


def test_the_digest_does_not_depend_on_the_signature(message: bytes) -> None:
    opened = cose.open_(message, TYPE)
    assert cose.digest(opened.key, TYPE, opened.payload) == cose.digest(ALICE.key, TYPE, b"what was said")
    assert cose.digest(ALICE.key, TYPE, b"x") != cose.digest(BOB.key, TYPE, b"x")
    assert cose.digest(ALICE.key, TYPE, b"x") != cose.digest(ALICE.key, "application/vnd.dalel.other", b"x")


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(cose.SignatureError):
        cose.open_(data, TYPE)


@given(st.binary(max_size=2000))
@settings(max_examples=50)
def test_any_payload_comes_back(payload: bytes) -> None:
    assert cose.open_(cose.sign(ALICE, TYPE, payload), TYPE).payload == payload
