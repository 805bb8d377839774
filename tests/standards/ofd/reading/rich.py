"""One package with something of everything that a reader knows."""

from tests.standards.ofd.reading.foreign import AREA, OFD, doc_body, document_xml, ofd_xml, page_xml, res_xml

_PATH = (
    '<ofd:PathObject ID="40" Boundary="1 2 30 40" CTM="1 0 0 1 0 0" DrawParam="11" Fill="true" Rule="Even-Odd">'
    '<ofd:Clips TransFlag="false"><ofd:Clip><ofd:Area><ofd:Path Boundary="0 0 9 9"><ofd:AbbreviatedData>M 0 0 L 9 9 C'
    "</ofd:AbbreviatedData></ofd:Path></ofd:Area></ofd:Clip></ofd:Clips>"
    '<ofd:StrokeColor Value="255 0 0" ColorSpace="4" Alpha="128"/><ofd:FillColor>{paint}</ofd:FillColor>'
    "<ofd:AbbreviatedData>S 0 0 M 0 0 L 1 2 Q 1 2 3 4 B 1 2 3 4 5 6 A 5 6 30 1 0 7 8 C</ofd:AbbreviatedData></ofd:PathObject>"
)
_STOPS = '<ofd:Segment Position="0"><ofd:Color Value="0 0 0"/></ofd:Segment><ofd:Segment><ofd:Color Index="0"/></ofd:Segment>'
_POINTS = '<ofd:Point X="1" Y="2" EdgeFlag="0"><ofd:Color Value="1 2 3"/></ofd:Point>' * 4
_PAINTS = (
    f'<ofd:AxialShd MapType="Reflect" MapUnit="2" Extend="3" StartPoint="0 0" EndPoint="5 6">{_STOPS}</ofd:AxialShd>',
    f'<ofd:RadialShd StartPoint="0 0" StartRadius="1" EndPoint="5 6" EndRadius="2" Eccentricity="0.1">{_STOPS}</ofd:RadialShd>',
    f"<ofd:GouraudShd>{_POINTS}</ofd:GouraudShd>",
    f'<ofd:LaGouraudShd VerticesPerRow="2">{_POINTS}</ofd:LaGouraudShd>',
    (
        '<ofd:Pattern Width="2" Height="3"><ofd:CellContent><ofd:ImageObject ID="41" Boundary="0 0 1 1" ResourceID="7"/>'
        "</ofd:CellContent></ofd:Pattern>"
    ),
)
_TEXT = (
    '<ofd:TextObject ID="42" Boundary="10 20 90 9" Font="3" Size="5" HScale="0.9" Weight="700" ReadDirection="0">'
    '<ofd:FillColor Value="0 0 0"/><ofd:CGTransform CodePosition="0" CodeCount="1" GlyphCount="1"><ofd:Glyphs>7</ofd:Glyphs>'
    '</ofd:CGTransform><ofd:TextCode X="0" Y="5" DeltaX="g 2 5 4">样章测试</ofd:TextCode>'
    '<ofd:TextCode X="0" Y="9" DeltaY="5">竖排</ofd:TextCode></ofd:TextObject>'
)
_IMAGE = (
    '<ofd:ImageObject ID="43" Boundary="0 0 20 10" CTM="20 0 0 10 0 0" ResourceID="7" ImageMask="7">'
    '<ofd:Border LineWidth="1"><ofd:BorderColor Value="1 2 3"/></ofd:Border></ofd:ImageObject>'
)
_ACTIONS = (
    '<ofd:Actions><ofd:Action Event="CLICK"><ofd:Region><ofd:Area Start="0 0"><ofd:Line Point1="1 1"/><ofd:Arc EllipseSize="1 1" EndPoint="2 2"/>'
    '<ofd:CubicBezier Point1="1 1" Point2="2 2" Point3="3 3"/><ofd:Close/></ofd:Area></ofd:Region><ofd:Goto><ofd:Dest Type="XYZ" PageID="1"/>'
    '</ofd:Goto></ofd:Action><ofd:Action Event="DO"><ofd:URI URI="https://example.org/"/></ofd:Action></ofd:Actions>'
)
_OBJECTS = (
    "".join(_PATH.format(paint=paint) for paint in _PAINTS)
    + f'{_TEXT}{_IMAGE}<ofd:PageBlock ID="44">{_TEXT}</ofd:PageBlock>'
    + '<ofd:CompositeObject ID="45" Boundary="0 0 9 9" ResourceID="5"/>'
)
_RESOURCES = (
    '<ofd:Fonts><ofd:Font ID="3" FontName="宋体"><ofd:FontFile>f.ttf</ofd:FontFile></ofd:Font></ofd:Fonts>'
    '<ofd:ColorSpaces><ofd:ColorSpace ID="4" Type="RGB"><ofd:Palette><ofd:CV>1 2 3</ofd:CV></ofd:Palette></ofd:ColorSpace></ofd:ColorSpaces>'
    '<ofd:DrawParams><ofd:DrawParam ID="11" Relative="12" LineWidth="2"/><ofd:DrawParam ID="12" Cap="Round" DashPattern="1 2"/></ofd:DrawParams>'
    '<ofd:MultiMedias><ofd:MultiMedia ID="7" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="5" Width="9" Height="9"><ofd:Content>'
    f"{_TEXT}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
)
_MORE = (
    "".join(
        f"<ofd:{name}>{name}.xml</ofd:{name}>" for name in ("Annotations", "CustomTags", "Attachments", "Extensions")
    )
    + f'<ofd:Outlines><ofd:OutlineElem Title="一">{_ACTIONS}<ofd:OutlineElem Title="二"/></ofd:OutlineElem></ofd:Outlines>'
    + '<ofd:Permissions><ofd:Edit>false</ofd:Edit><ofd:Print Printable="true" Copies="1"/></ofd:Permissions>'
    + '<ofd:Bookmarks><ofd:Bookmark Name="b"><ofd:Dest Type="Fit" PageID="1"/></ofd:Bookmark></ofd:Bookmarks>'
)
_BODY = (
    '<ofd:Versions><ofd:Version ID="v" Index="1" Current="true" BaseLoc="Doc_0/V.xml"/></ofd:Versions>'
    "<ofd:Signatures>Doc_0/Signatures.xml</ofd:Signatures>"
)
_COMMON = f'{AREA}<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID="20" BaseLoc="T.xml"/>'
_TEXTS = {
    "OFD.xml": ofd_xml(doc_body(more=_BODY)),
    "Doc_0/Document.xml": document_xml(common=_COMMON, pages='<ofd:Page ID="1" BaseLoc="Page.xml"/>', more=_MORE),
    "Doc_0/PublicRes.xml": res_xml(_RESOURCES),
    "Doc_0/Page.xml": page_xml(_OBJECTS, before='<ofd:Template TemplateID="20"/>', layer='Type="Body" DrawParam="12"'),
    "Doc_0/T.xml": page_xml(_TEXT),
    "Doc_0/Annotations.xml": f'<ofd:Annotations {OFD}><ofd:Page PageID="1"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>',
    "Doc_0/A.xml": f'<ofd:PageAnnot {OFD}><ofd:Annot ID="30" Type="Stamp"><ofd:Remark>备注</ofd:Remark>'
    f'<ofd:Appearance Boundary="1 2 3 4">{_TEXT}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>',
    "Doc_0/CustomTags.xml": f'<ofd:CustomTags {OFD}><ofd:CustomTag TypeID="t"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>',
    "Doc_0/Attachments.xml": f'<ofd:Attachments {OFD}><ofd:Attachment ID="a" Name="附件"><ofd:FileLoc>A.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>',
    "Doc_0/Extensions.xml": f'<ofd:Extensions {OFD}><ofd:Extension AppName="app"><ofd:Data>d</ofd:Data></ofd:Extension></ofd:Extensions>',
    "Doc_0/V.xml": f"<ofd:DocVersion {OFD}><ofd:DocRoot>Document.xml</ofd:DocRoot></ofd:DocVersion>",
    "Doc_0/Signatures.xml": f'<ofd:Signatures {OFD}><ofd:Signature ID="s1" Type="Seal" BaseLoc="S.xml"/></ofd:Signatures>',
    "Doc_0/S.xml": f'<ofd:Signature {OFD}><ofd:SignedInfo><ofd:Provider ProviderName="p"/><ofd:References CheckMethod="SM3">'
    '<ofd:Reference FileRef="/OFD.xml"><ofd:CheckValue>eA==</ofd:CheckValue></ofd:Reference></ofd:References>'
    '<ofd:StampAnnot ID="1" PageRef="1" Boundary="1 2 3 4"/></ofd:SignedInfo><ofd:SignedValue>V.dat</ofd:SignedValue></ofd:Signature>',
}
RICH = {name: text.encode() for name, text in _TEXTS.items()} | {
    "Doc_0/Res/f.ttf": b"f",
    "Doc_0/Res/a.png": b"p",
    "Doc_0/V.dat": b"v",
}
