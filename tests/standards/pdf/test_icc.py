"""The colour profile as LittleCMS understands it."""

from io import BytesIO

from PIL import Image, ImageChops, ImageCms

from jiban.standards.pdf.icc import srgb_profile


def test_the_profile_is_an_rgb_display_profile_of_its_stated_size():
    data = srgb_profile()
    profile = ImageCms.ImageCmsProfile(BytesIO(data)).profile
    assert int.from_bytes(data[:4], "big") == len(data)
    assert (profile.xcolor_space.strip(), profile.connection_space.strip()) == ("RGB", "XYZ")
    assert profile.device_class == "mntr"
    assert profile.profile_description == "sRGB IEC61966-2-1"


def test_every_colour_is_the_colour_of_srgb():
    cube = Image.new("RGB", (64, 512))
    cube.putdata([(r, g, b) for r in range(0, 256, 8) for g in range(0, 256, 8) for b in range(0, 256, 8)])
    seen = ImageCms.profileToProfile(
        cube, ImageCms.ImageCmsProfile(BytesIO(srgb_profile())), ImageCms.createProfile("sRGB")
    )
    assert max(high for _low, high in ImageChops.difference(cube, seen).getextrema()) <= 1
