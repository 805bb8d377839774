from jiban.standards.ofd.reading.findings import Code, Severity
from jiban.standards.ofd.reading.model import LayerKind
from jiban.standards.ofd.reading.objects import Box
from tests.standards.ofd.reading.foreign import (
    AREA,
    FONTS,
    OFD,
    doc_body,
    document_xml,
    files,
    noticed,
    ofd_xml,
    page_xml,
    read,
    res_xml,
)

TEXT = '<ofd:TextObject ID="9" Boundary="0 0 90 9" Font="3" Size="5"><ofd:TextCode X="0" Y="5">字</ofd:TextCode></ofd:TextObject>'


def only_document(package):
    (document,) = package.documents
    return document


def test_a_plain_package_is_read_without_findings():
    package = read(files(TEXT))
    document = only_document(package)
    assert (package.version, package.doc_type, package.readable, package.findings) == ("1.1", "OFD", True, ())
    assert document.pages[0].area.physical == Box(0, 0, 210, 297)
    assert document.resources.fonts[3].name == "宋体"


def test_locations_may_be_absolute_relative_or_lead_up_within_the_package():
    for location in (
        "/Doc_0/PublicRes.xml",
        "PublicRes.xml",
        "./PublicRes.xml",
        "Pages/../PublicRes.xml",
        "Doc_0/PublicRes.xml",
    ):
        package = read(
            files(TEXT, Doc_0__Document_xml=document_xml(common=f"{AREA}<ofd:PublicRes>{location}</ofd:PublicRes>"))
        )
        assert only_document(package).resources.fonts, location
        assert package.findings == (), location


def test_locations_in_another_case_or_with_backslashes_are_found_and_told():
    for location in ("publicres.XML", "\\Doc_0\\PublicRes.xml"):
        package = read(
            files(TEXT, Doc_0__Document_xml=document_xml(common=f"{AREA}<ofd:PublicRes>{location}</ofd:PublicRes>"))
        )
        assert only_document(package).resources.fonts, location
        assert noticed(package) == {Code.LOCATION_CASE}, location


def test_a_location_that_leads_out_of_the_package_is_not_followed():
    for location in ("../../etc/passwd", "/../x", "..\\..\\x"):
        package = read(
            files(TEXT, Doc_0__Document_xml=document_xml(common=f"{AREA}<ofd:PublicRes>{location}</ofd:PublicRes>"))
        )
        assert Code.LOCATION_UNSAFE in noticed(package), location


def test_other_namespaces_and_prefixes_are_read():
    def renamed(package, old, new):
        return {name: content.replace(old, new) for name, content in package.items()}

    for new in (b'xmlns:ofd="http://www.ofdspec.org"', b'xmlns:ofd="urn:x"'):
        package = read(renamed(files(TEXT), b'xmlns:ofd="http://www.ofdspec.org/2016"', new))
        assert only_document(package).pages[0].layers[0].objects
        assert noticed(package) == {Code.NAMESPACE_OTHER}
    bare = renamed(renamed(files(TEXT), OFD.encode(), b""), b"ofd:", b"")
    assert only_document(read(bare)).pages[0].layers[0].objects
    other = renamed(renamed(files(TEXT), b"ofd:", b"o:"), b"xmlns:ofd", b"xmlns:o")
    assert read(other).findings == ()


def test_a_prefix_that_is_declared_nowhere_loses_nothing_but_is_an_error():
    package = read({name: content.replace(OFD.encode(), b"") for name, content in files(TEXT).items()})
    assert only_document(package).pages[0].layers[0].objects
    assert Code.XML_BAD in noticed(package)


def test_several_documents_are_all_read():
    second = {"Doc_1/Document.xml": document_xml(common=AREA, pages='<ofd:Page ID="5" BaseLoc="P.xml"/>').encode()}
    second["Doc_1/P.xml"] = page_xml().encode()
    package = read(files(TEXT, OFD_xml=ofd_xml(doc_body(), doc_body("Doc_1/Document.xml"))) | second)
    assert [document.pages[0].id for document in package.documents] == [1, 5]
    assert package.findings == ()


def test_templates_give_their_area_to_pages_that_state_none():
    common = f'{AREA}<ofd:TemplatePage ID="20" Name="底" ZOrder="Foreground" BaseLoc="T.xml"/>'
    small = "<ofd:Area><ofd:PhysicalBox>0 0 100 50</ofd:PhysicalBox></ofd:Area>"
    package = read(
        files(
            Doc_0__Document_xml=document_xml(common=common),
            Doc_0__T_xml=page_xml(before=small),
            Doc_0__Pages__Page_0__Content_xml=page_xml(before='<ofd:Template TemplateID="20" ZOrder="Foreground"/>'),
        )
    )
    document = only_document(package)
    assert document.pages[0].area.physical == Box(0, 0, 100, 50)
    assert document.pages[0].templates[0].z_order is LayerKind.FOREGROUND
    assert document.templates[20].name == "底"
    assert package.findings == ()


def test_resources_of_a_page_lie_over_those_of_the_document():
    package = read(
        files(
            Doc_0__Pages__Page_0__Content_xml=page_xml(TEXT, before="<ofd:PageRes>Res.xml</ofd:PageRes>"),
            Doc_0__Pages__Page_0__Res_xml=res_xml('<ofd:Fonts><ofd:Font ID="3" FontName="楷体"/></ofd:Fonts>'),
        )
    )
    document = only_document(package)
    assert document.pages[0].resources.fonts[3].name == "楷体"
    assert document.resources.fonts[3].name == "宋体"


def test_fonts_colour_spaces_and_media_know_their_files():
    resources = (
        '<ofd:Fonts><ofd:Font ID="3" FontName="宋体" FamilyName="SimSun" CharSet="prc" Bold="true"><ofd:FontFile>f.ttf</ofd:FontFile></ofd:Font></ofd:Fonts>'
        '<ofd:ColorSpaces><ofd:ColorSpace ID="4" Type="CMYK" BitsPerComponent="16" Profile="i.icc"><ofd:Palette><ofd:CV>1 2 3 4</ofd:CV>'
        '</ofd:Palette></ofd:ColorSpace><ofd:ColorSpace ID="5" Type="Gray"/></ofd:ColorSpaces>'
        '<ofd:MultiMedias><ofd:MultiMedia ID="6" Type="Audio" Format="MP3"><ofd:MediaFile>/a.mp3</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    )
    package = read(files(resources=resources) | {"Doc_0/Res/f.ttf": b"f", "Doc_0/Res/i.icc": b"i", "a.mp3": b"m"})
    found = only_document(package).resources
    assert (found.fonts[3].file, found.fonts[3].charset, found.fonts[3].bold) == ("Doc_0/Res/f.ttf", "prc", True)
    assert (found.color_spaces[4].kind, found.color_spaces[4].bits) == ("CMYK", 16)
    assert (found.color_spaces[4].profile, found.color_spaces[4].palette) == ("Doc_0/Res/i.icc", ((1, 2, 3, 4),))
    assert found.color_spaces[5].kind == "GRAY"
    assert (found.media[6].kind, found.media[6].file) == ("Audio", "a.mp3")
    assert package.findings == ()


def test_annotations_attachments_tags_and_extensions_are_read():
    more = "".join(
        f"<ofd:{name}>{name}.xml</ofd:{name}>" for name in ("Annotations", "CustomTags", "Attachments", "Extensions")
    )
    package = read(
        files(
            Doc_0__Document_xml=document_xml(common=f"{AREA}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", more=more),
            Doc_0__Annotations_xml=f'<ofd:Annotations {OFD}><ofd:Page PageID="1"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>',
            Doc_0__A_xml=f'<ofd:PageAnnot {OFD}><ofd:Annot ID="30" Type="Stamp" Subtype="SignatureInFile" Print="false">'
            '<ofd:Remark>备注</ofd:Remark><ofd:Parameters><ofd:Parameter Name="a">b</ofd:Parameter></ofd:Parameters>'
            f'<ofd:Appearance Boundary="1 2 3 4">{TEXT}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>',
            Doc_0__CustomTags_xml=f'<ofd:CustomTags {OFD}><ofd:CustomTag TypeID="t"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>',
            Doc_0__Attachments_xml=f'<ofd:Attachments {OFD}><ofd:Attachment ID="a" Name="账" Size="9000" Visible="false" Usage="u">'
            "<ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
            Doc_0__Extensions_xml=f'<ofd:Extensions {OFD}><ofd:Extension AppName="app" RefId="1"><ofd:Property Name="n" Type="t">v</ofd:Property>'
            "<ofd:Data>d</ofd:Data><ofd:ExtendData>A.xml</ofd:ExtendData></ofd:Extension></ofd:Extensions>",
        )
    )
    document = only_document(package)
    (annotation,) = document.annotations_of(document.pages[0])
    assert (annotation.kind, annotation.subtype, annotation.remark, annotation.printed) == (
        "Stamp",
        "SignatureInFile",
        "备注",
        False,
    )
    assert (annotation.parameters, annotation.boundary, len(annotation.objects)) == ((("a", "b"),), Box(1, 2, 3, 4), 1)
    (attachment,) = document.attachments
    assert (attachment.name, attachment.entry, attachment.visible, attachment.usage) == (
        "账",
        "Doc_0/A.xml",
        False,
        "u",
    )
    assert document.custom_tags[0].entry == "Doc_0/A.xml"
    (extension,) = document.extensions
    assert (extension.app_name, extension.ref_id, extension.properties) == ("app", 1, (("n", "t", "v"),))
    assert (extension.data, extension.entries) == (("d",), ("Doc_0/A.xml",))
    assert noticed(package) == {Code.SIZE_DIFFERS}


def test_outline_bookmarks_permissions_and_preferences_are_read():
    more = (
        '<ofd:Outlines><ofd:OutlineElem Title="一" Expanded="false"><ofd:Actions><ofd:Action Event="CLICK"><ofd:Goto><ofd:Bookmark Name="b"/>'
        '</ofd:Goto></ofd:Action></ofd:Actions><ofd:OutlineElem Title="二"/></ofd:OutlineElem></ofd:Outlines>'
        '<ofd:Permissions><ofd:Edit>false</ofd:Edit><ofd:Export>true</ofd:Export><ofd:Print Printable="true" Copies="3"/>'
        '<ofd:ValidPeriod StartDate="2026-01-01"/></ofd:Permissions>'
        "<ofd:VPreferences><ofd:PageMode>FullScreen</ofd:PageMode></ofd:VPreferences>"
        '<ofd:Bookmarks><ofd:Bookmark Name="b"><ofd:Dest Type="Fit" PageID="1"/></ofd:Bookmark></ofd:Bookmarks>'
    )
    document = only_document(read(files(Doc_0__Document_xml=document_xml(more=more))))
    (top,) = document.outline
    assert (top.title, top.expanded, top.children[0].title, top.actions[0].target) == ("一", False, "二", "b")
    stated = document.permissions
    assert (stated.edit, stated.export, stated.annot, stated.printable, stated.print_copies) == (
        False,
        True,
        None,
        True,
        3,
    )
    assert stated.valid_from == "2026-01-01"
    assert document.preferences == (("PageMode", "FullScreen"),)
    assert document.bookmarks[0].destination.kind == "Fit"


def test_versions_are_listed():
    listed = '<ofd:Versions><ofd:Version ID="v1" Index="1" Current="true" BaseLoc="Doc_0/V.xml"/></ofd:Versions>'
    package = read(
        files(
            OFD_xml=ofd_xml(doc_body(more=listed)),
            Doc_0__V_xml=f'<ofd:DocVersion {OFD} ID="v1" Name="初稿" CreationDate="2026-01-02"><ofd:FileList>'
            '<ofd:File ID="f1">Document.xml</ofd:File></ofd:FileList><ofd:DocRoot>Document.xml</ofd:DocRoot></ofd:DocVersion>',
        )
    )
    (version,) = only_document(package).versions
    assert (version.id, version.index, version.current, version.name) == ("v1", 1, True, "初稿")
    assert (version.doc_root, version.files) == ("Doc_0/Document.xml", ("Doc_0/Document.xml",))


def test_signatures_are_read_but_not_judged():
    package = read(
        files(
            OFD_xml=ofd_xml(doc_body(more="<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>")),
            Doc_0__Signs__Signatures_xml=f'<ofd:Signatures {OFD}><ofd:Signature ID="s1" BaseLoc="S.xml"/><ofd:Signature ID="s2" BaseLoc="no.xml"/></ofd:Signatures>',
            Doc_0__Signs__S_xml=f'<ofd:Signature {OFD}><ofd:SignedInfo><ofd:Provider ProviderName="p" Version="1"><ofd:Company>c</ofd:Company></ofd:Provider>'
            '<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod><ofd:References CheckMethod="SM3"><ofd:Reference FileRef="/OFD.xml">'
            '<ofd:CheckValue>eA==</ofd:CheckValue></ofd:Reference></ofd:References><ofd:StampAnnot ID="1" PageRef="7" Boundary="1 2 3 4" Clip="0 0 1 1"/>'
            "</ofd:SignedInfo><ofd:SignedValue>V.dat</ofd:SignedValue></ofd:Signature>",
        )
        | {"Doc_0/Signs/V.dat": b"v"}
    )
    first, second = only_document(package).signatures
    assert (first.kind, first.provider, first.company, first.check_method) == ("Seal", "p", "c", "SM3")
    assert (first.references[0].entry, first.signed_value) == ("OFD.xml", "Doc_0/Signs/V.dat")
    assert (first.stamps[0].boundary, first.stamps[0].clip) == (Box(1, 2, 3, 4), Box(0, 0, 1, 1))
    assert second.entry is None
    assert noticed(package) == {Code.ENTRY_MISSING, Code.REFERENCE_DANGLING}


def test_objects_without_a_layer_are_shown_in_one():
    bare = f"<ofd:Page {OFD}><ofd:Content>{TEXT}</ofd:Content></ofd:Page>"
    package = read(files(Doc_0__Pages__Page_0__Content_xml=bare))
    assert len(only_document(package).pages[0].layers[0].objects) == 1
    assert noticed(package) == {Code.ELEMENT_MISSING}


def test_xml_in_gb18030_that_calls_itself_utf8_is_read_and_told():
    content = f'<?xml version="1.0" encoding="UTF-8"?>{page_xml(TEXT)}'.encode("gb18030")
    package = read(files(Doc_0__Pages__Page_0__Content_xml=content))
    assert only_document(package).pages[0].layers[0].objects[0].runs[0].text == "字"
    assert noticed(package) == {Code.XML_ENCODING}


def test_what_is_referred_to_and_not_there_is_told_with_its_file():
    package = read(files(TEXT.replace('Font="3"', 'Font="99" DrawParam="98"'), resources=FONTS))
    dangling = [finding for finding in package.findings if finding.code is Code.REFERENCE_DANGLING]
    assert {finding.entry for finding in dangling} == {"Doc_0/Pages/Page_0/Content.xml"}
    assert any("Font 99" in finding.detail for finding in dangling)
    assert any("DrawParam 98" in finding.detail for finding in dangling)


def test_a_finding_names_its_clause_and_speaks_two_languages():
    package = read(files(OFD_xml=None))
    (finding,) = package.findings
    assert (finding.code, finding.severity) == (Code.MAIN_ENTRY_MISSING, Severity.ERROR)
    assert finding.clause == "GB/T 33190-2016 7.4"
    assert "OFD.xml" in finding.en
    assert "主入口" in finding.zh
