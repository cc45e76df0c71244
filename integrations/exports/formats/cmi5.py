"""cmi5 and xAPI: the same course for learning systems with a record store. Launched either way, one package."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from integrations.exports.content import ExportSop
from integrations.exports.formats.base import File, Packing
from integrations.exports.formats.courses import course, described, without_controls, xml_bytes
from integrations.exports.pictures import Pictures

COURSE = "https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd"
TINCAN = "http://projecttincan.com/tincan.xsd"
KIND = "http://adlnet.gov/expapi/activities/"


class Cmi5:
    name = "cmi5"
    label = "xAPI / cmi5"
    hint = "The same course for systems with a learning record store: a statement for each step seen"
    packing = Packing.PACKAGE
    extension = "zip"
    media_type = "application/zip"

    def problem(self) -> str:
        return ""

    def files(self, sop: ExportSop, pictures: Pictures) -> Iterator[File]:
        yield File("cmi5.xml", _course_structure(sop))
        yield File("tincan.xml", _tincan(sop))
        yield from course(sop, pictures, tracker="cmi5.js", connects=True)


def _iri(sop: ExportSop) -> str:
    """The same for every version: a learner's record is about the SOP."""
    return sop.url or f"urn:stepmark:sop:{sop.key}"


def _course_structure(sop: ExportSop) -> bytes:
    root = Element("courseStructure", {"xmlns": COURSE})
    _described(SubElement(root, "course", {"id": _iri(sop)}), sop)
    unit = {"id": f"{_iri(sop)}#steps", "moveOn": "Completed", "launchMethod": "AnyWindow"}
    steps = SubElement(root, "au", {**unit, "activityType": f"{KIND}lesson"})
    _described(steps, sop)
    SubElement(steps, "url").text = "index.html"
    return xml_bytes(root)


def _described(parent: Element, sop: ExportSop) -> None:
    for name, text in (("title", without_controls(sop.title)), ("description", described(sop))):
        SubElement(SubElement(parent, name), "langstring", {"lang": "en"}).text = text


def _tincan(sop: ExportSop) -> bytes:
    root = Element("tincan", {"xmlns": TINCAN})
    activity = SubElement(SubElement(root, "activities"), "activity", {"id": _iri(sop), "type": f"{KIND}course"})
    SubElement(activity, "name").text = without_controls(sop.title)
    SubElement(activity, "description", {"lang": "en"}).text = described(sop)
    SubElement(activity, "launch", {"lang": "en"}).text = "index.html"
    return xml_bytes(root)
