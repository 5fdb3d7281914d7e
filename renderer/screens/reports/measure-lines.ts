/**
 * Offsets at which the lines of an element's text begin, as the browser broke them. An element without text has
 * one line.
 */
export function lineStarts(element: Element): number[] {
  const starts: number[] = [0]
  const range = document.createRange()
  let offset = 0
  let lineTop = Number.NaN
  for (const node of textNodes(element)) {
    for (let index = 0; index < node.length; index += 1, offset += 1) {
      range.setStart(node, index)
      range.setEnd(node, index + 1)
      const rect = range.getClientRects()[0]
      if (!rect || rect.width === 0) continue
      const middle = rect.top + rect.height / 2
      if (Number.isNaN(lineTop)) lineTop = middle
      if (middle - lineTop > rect.height / 2) {
        starts.push(offset)
        lineTop = middle
      }
    }
  }
  return starts
}

function textNodes(element: Element): Text[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const nodes: Text[] = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Text) nodes.push(node)
  }
  return nodes
}
