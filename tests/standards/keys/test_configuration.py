"""The file that says where keys live: every kind opens from it, and every mistake in it is named."""

import shutil

import pytest
from pkcs11 import Attribute, KeyType, Mechanism

from jiban.standards.keys.configuration import open_stores
from jiban.standards.keys.errors import ConfigurationError
from jiban.standards.keys.pkcs11_numbers import key_type, mapper, mechanism
from jiban.standards.keys.pkcs11_store import Pkcs11Store
from jiban.standards.keys.remote_setup import open_server
from jiban.standards.keys.remote_store import RemoteStore
from jiban.standards.keys.sdf_store import SdfStore
from jiban.standards.keys.software import SoftwareStore
from jiban.standards.keys.store import Algorithm
from tests.standards.keys.signing_office import Office
from tests.standards.keys.test_sdf import compiled

SOFTWARE = 'kind = "software"\nfolder = "keys"\nsecret_file = "secret"\n'
TOKEN = 'kind = "pkcs11"\nmodule = "/usr/lib/libmaker.so"\ntoken = "seals"\npin_file = "secret"\n'
REMOTE = 'kind = "remote"\nurl = "https://keys.example"\nauthority = "a.pem"\ncertificate = "c.pem"\nkey = "c.key"\n'


@pytest.fixture
def opened(tmp_path):
    (tmp_path / "secret").write_text("a secret\n", encoding="utf-8")

    def opener(sm2, p256=SOFTWARE, more="", *, production=False):
        path = tmp_path / "keys.toml"
        path.write_text(f"[sm2]\n{sm2}\n[p256]\n{p256}\n{more}", encoding="utf-8")
        return open_stores(path, production=production)

    return opener


def test_software_token_and_server_open_from_the_file(opened):
    stores = opened(SOFTWARE, TOKEN)
    assert isinstance(stores[Algorithm.SM2], SoftwareStore)
    assert isinstance(stores[Algorithm.P256], Pkcs11Store)
    assert stores[Algorithm.P256].capabilities.algorithms == {Algorithm.P256}
    numbers = "[sm2.sm2_numbers]\nkey_type = 0x80000004\nmake = 0x80008001\nsign = 0x80008200\n"
    stores = opened(f"{TOKEN}{numbers}", REMOTE)
    assert stores[Algorithm.SM2].capabilities.algorithms == set(Algorithm)
    assert isinstance(stores[Algorithm.P256], RemoteStore)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no C compiler on this machine")
def test_a_device_opens_from_the_file(opened, tmp_path):
    library = compiled(tmp_path, 64)
    sdf = f'kind = "sdf"\nlibrary = "{library}"\npassword_file = "secret"\nindices = [1, 2]\nfolder = "places"\n'
    store = opened(sdf)[Algorithm.SM2]
    assert isinstance(store, SdfStore)
    assert not store.capabilities.destroys
    with pytest.raises(ConfigurationError, match="holds no p256 keys"):
        opened(SOFTWARE, sdf)


MISTAKES = [
    (TOKEN, "", "holds no sm2 keys"),
    (SOFTWARE.replace("software", "magic"), "", "kind must be one of"),
    (SOFTWARE.replace('secret_file = "secret"', ""), "", "lacks secret_file"),
    (SOFTWARE.replace('"secret"', '"nowhere"'), "", "secret_file cannot be read"),
    (SOFTWARE.replace('"keys"', "7"), "", "folder must be str"),
    (f"{SOFTWARE}folders = 1", "", "does not know folders"),
    (f"{REMOTE}sessions = true", "", "sessions must be int"),
    (REMOTE.replace("https:", "http:"), "", "https:// alone"),
    (SOFTWARE, "[sm3]\n", "does not know sm3"),
    ("kind = [", "", "is no TOML"),
    (f"{TOKEN}[sm2.sm2_numbers]\nkey_type = 3\nmake = 0x1040\nsign = 0x1041\n", "", "is not SM2"),
]


@pytest.mark.parametrize(("sm2", "more", "told"), MISTAKES)
def test_a_mistake_is_named(opened, sm2, more, told):
    with pytest.raises(ConfigurationError, match=told):
        opened(sm2, more=more)


def test_production_refuses_software_in_the_file_as_well(opened):
    with pytest.raises(ConfigurationError, match="development"):
        opened(REMOTE, SOFTWARE, production=True)
    opened(REMOTE, REMOTE, production=True)


def server_file(office, clients):
    (office.folder / "secret").write_text("a secret", encoding="utf-8")
    files = 'certificate = "tls/server.pem"\nkey = "tls/server.key"\nauthority = "tls/authority.pem"\n'
    path = office.folder / "server.toml"
    path.write_text(f'[server]\nport = 0\nfolder = "state"\n{files}[store]\n{SOFTWARE}{clients}', encoding="utf-8")
    return path


def test_a_signing_server_opens_from_its_file(tmp_path):
    office = Office(tmp_path)
    client = f'[[clients]]\nname = "w"\ncertificate_sha256 = "{office.prints["worker"].upper()}"\nkeys = ["*"]\n'
    server = open_server(server_file(office, f'{client}rights = ["sign"]\n'), production=False, clock=office.clock)
    assert server.server_address[1] > 0
    server.server_close()
    for clients in ("", f'{client}rights = ["sing"]\n', client.replace(office.prints["worker"].upper(), "12")):
        with pytest.raises(ConfigurationError):
            open_server(server_file(office, clients), production=False, clock=office.clock)
    with pytest.raises(ConfigurationError, match="development"):
        open_server(server_file(office, client), production=True, clock=office.clock)


def test_a_makers_numbers_pass_through_the_library():
    assert isinstance(mechanism(0x80008200), Mechanism)
    assert int(mechanism(0x80008200)) == 0x80008200
    assert mechanism(0x1041) is Mechanism.ECDSA
    assert isinstance(key_type(0x80000004), KeyType)
    attributes = mapper()
    stored = attributes.pack_attribute(Attribute.KEY_TYPE, 0x80000004)
    assert int(attributes.unpack_attributes(Attribute.KEY_TYPE, stored)) == 0x80000004
    assert (
        attributes.unpack_attributes(Attribute.KEY_TYPE, attributes.pack_attribute(Attribute.KEY_TYPE, 3)) is KeyType.EC
    )
