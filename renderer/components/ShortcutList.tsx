import { useTranslation } from 'react-i18next'

const rows: readonly (readonly [key: string, name: string])[] = [
  ['Ctrl+N', 'new-visit'],
  ['Ctrl+K', 'search'],
  ['Ctrl+S', 'save'],
  ['Esc', 'leave'],
  ['J K ↑ ↓', 'list'],
  ['Enter', 'open'],
  ['E', 'edit'],
  ['Ctrl+Z', 'undo'],
  ['F6', 'pane'],
  ['Alt+← →', 'history'],
  ['?', 'this'],
]

/** All shortcuts with what they do. */
export function ShortcutList() {
  const { t } = useTranslation('common')
  return (
    <dl className="op-shortcuts">
      {rows.map(([key, name]) => (
        <div key={name}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{t(`shortcuts.${name}`)}</dd>
        </div>
      ))}
    </dl>
  )
}
