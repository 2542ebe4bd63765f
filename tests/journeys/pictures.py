"""Photos for journeys, drawn on the spot; one carries a place and a device, as phones write them."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base


def photo(*, width: int = 1200, height: int = 800, with_place: bool = True) -> dict[str, object]:
    """A JPEG as a file chooser takes it."""
    image = Image.new("RGB", (width, height), (150, 190, 140))
    ImageDraw.Draw(image).rectangle(
        (width // 4, height // 2, width * 3 // 4, height // 2 + 60), (120, 80, 40)
    )
    exif = Image.Exif()
    if with_place:
        exif[Base.Make] = "Telefonwerke"
        place = exif.get_ifd(IFD.GPSInfo)
        place[GPS.GPSLatitudeRef], place[GPS.GPSLatitude] = "N", (51.0, 29.0, 30.0)
        place[GPS.GPSLongitudeRef], place[GPS.GPSLongitude] = "E", (7.0, 30.0, 15.0)
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif, quality=85)
    return {"name": "IMG_0042 Müller.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}
