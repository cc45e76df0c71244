"""SCORM 1.2: the package that nearly every learning system takes. Complete when all steps have been seen."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from integrations.exports.content import ExportSop
from integrations.exports.formats.base import File, Packing
from integrations.exports.formats.courses import course, described, without_controls, xml_bytes
from integrations.exports.pictures import Pictures

CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
MD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
SCHEMAS = f"{CP} imscp_rootv1p1p2.xsd {MD} imsmd_rootv1p2p1.xsd {ADL} adlcp_rootv1p2.xsd"


class Scorm:
    name = "scorm"
    label = "SCORM 1.2"
    hint = "A course for learning systems, Highspot and Seismic; complete when every step was seen"
    packing = Packing.PACKAGE
    extension = "zip"
    media_type = "application/zip"

    def problem(self) -> str:
        return ""

    def files(self, sop: ExportSop, pictures: Pictures) -> Iterator[File]:
        files = list(course(sop, pictures, tracker="scorm.js"))
        yield File("imsmanifest.xml", _manifest(sop, [file.name for file in files]))
        yield from files


def _manifest(sop: ExportSop, names: list[str]) -> bytes:
    title = without_controls(sop.title)
    manifest = Element(
        "manifest",
        {
            "identifier": f"sop-{sop.key}",
            "version": str(sop.version),
            "xmlns": CP,
            "xmlns:adlcp": ADL,
            "xmlns:imsmd": MD,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": SCHEMAS,
        },
    )
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = "ADL SCORM"
    SubElement(metadata, "schemaversion").text = "1.2"
    general = SubElement(SubElement(metadata, "imsmd:lom"), "imsmd:general")
    for name, text in (("title", title), ("description", described(sop))):
        SubElement(SubElement(general, f"imsmd:{name}"), "imsmd:langstring", {"xml:lang": "en"}).text = text
    organizations = SubElement(manifest, "organizations", {"default": "course"})
    organization = SubElement(organizations, "organization", {"identifier": "course"})
    SubElement(organization, "title").text = title
    item = SubElement(organization, "item", {"identifier": "steps", "identifierref": "page", "isvisible": "true"})
    SubElement(item, "title").text = title
    kind = {"identifier": "page", "type": "webcontent", "adlcp:scormtype": "sco", "href": "index.html"}
    resource = SubElement(SubElement(manifest, "resources"), "resource", kind)
    for name in names:
        SubElement(resource, "file", {"href": name})
    return xml_bytes(manifest)
