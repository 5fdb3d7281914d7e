import { Node } from '@tiptap/core'
import { type NodeViewProps, NodeViewWrapper, ReactNodeViewRenderer } from '@tiptap/react'
import { AttachmentImage } from '../attachments/AttachmentImage.tsx'

function ShownPicture({ node, selected }: NodeViewProps) {
  return (
    <NodeViewWrapper as="span" className={selected ? 'op-note-picture op-chosen' : 'op-note-picture'}>
      <AttachmentImage id={String(node.attrs.id)} />
    </NodeViewWrapper>
  )
}

/** An attached picture inside a line. The note holds its id and name; the file is the attachment's. */
export const PictureNode = Node.create({
  name: 'picture',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes: () => ({
    id: { default: '', parseHTML: (element) => element.dataset.picture },
    name: { default: '', parseHTML: (element) => element.textContent },
  }),
  parseHTML: () => [{ tag: 'span[data-picture]' }],
  renderHTML: ({ node }) => ['span', { 'data-picture': node.attrs.id }, String(node.attrs.name)],
  renderText: ({ node }) => `[${node.attrs.name}]`,
  addNodeView: () => ReactNodeViewRenderer(ShownPicture),
})
