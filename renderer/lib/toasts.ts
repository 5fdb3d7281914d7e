import { create } from 'zustand'
import { newId } from './ids.ts'

export interface Toast {
  readonly id: string
  readonly text: string
  readonly undo: (() => Promise<unknown>) | null
}

interface ToastState {
  readonly toasts: readonly Toast[]
  readonly show: (text: string, undo?: () => Promise<unknown>) => void
  readonly close: (id: string) => void
}

/** Short messages at the foot of the window; one with `undo` carries the button 撤销 and answers Ctrl+Z. */
export const useToasts = create<ToastState>()((set) => ({
  toasts: [],
  show: (text, undo) =>
    set((state) => ({ toasts: [...state.toasts.slice(-2), { id: newId(), text, undo: undo ?? null }] })),
  close: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}))

/** Shows a message that a person may take back: `showToast(t('deleted'), () => call('records.undelete', …))`. */
export const showToast = (text: string, undo?: () => Promise<unknown>): void =>
  useToasts.getState().show(text, undo)
