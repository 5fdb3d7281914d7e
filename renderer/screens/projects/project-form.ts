import { z } from 'zod'
import { OptionalCalendarDate } from '#shared/domain/calendar.ts'
import { firstStages } from '#shared/domain/project-stages.ts'
import type { Project } from '#shared/domain/projects.ts'
import { projectForm } from '#shared/domain/projects.ts'

/** A new project also says where it stands; a known one is taken on by requests. */
export const newProjectSchema = projectForm.extend({
  stage: z.enum(firstStages, 'required').optional(),
  stageSince: OptionalCalendarDate,
})
type ProjectInput = z.input<typeof newProjectSchema>

/** What the form of a project shows at first. */
export function initialProject(
  project: Project | null,
  today: string,
  enterpriseId: string | null,
): ProjectInput {
  if (!project)
    return { name: '', kind: 'new', stage: 'lead', stageSince: today, investors: [], enterpriseId }
  const { id: _id, unitId: _unit, createdBy: _by, createdAt: _at, ...own } = project
  const {
    origin: _origin,
    importBatchId: _batch,
    stage: _s,
    stageSince: _on,
    stageHistory: _h,
    ...fields
  } = own
  return fields
}
