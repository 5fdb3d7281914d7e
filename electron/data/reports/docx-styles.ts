import type { LayoutProfile } from './layout-profile.ts'

/**
 * The style sheet of a document. Paragraphs do not snap to the character grid: characters of 16 points on a grid of
 * 15.79 are set solid by Word, but LibreOffice gives each two cells. The same 28 characters a line come from the
 * characters' own spacing, in every program; so no space is added between Chinese and digits either. The `docx` builder cannot write this setting, hence the XML.
 */
export function docxStyles({ fonts, sizes }: LayoutProfile): string {
  const names = `w:ascii="${fonts.latin}" w:hAnsi="${fonts.latin}" w:cs="${fonts.latin}" w:eastAsia="${fonts.body}"`
  const run = `<w:rPr><w:rFonts ${names}/><w:sz w:val="${sizes.body}"/><w:szCs w:val="${sizes.body}"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>`
  const paragraph =
    '<w:pPr><w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/></w:pPr>'
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults><w:rPrDefault>${run}</w:rPrDefault><w:pPrDefault>${paragraph}</w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>${paragraph}${run}</w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>
</w:styles>`
}
