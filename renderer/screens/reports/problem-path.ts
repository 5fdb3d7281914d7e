import type { ReportProblem } from '#shared/domain/trip-report/problems.ts'

/** Address of the form where a problem of a trip's report can be mended; the field named gets the focus there. */
export function problemPath(problem: ReportProblem, tripId: string): string {
  const { table, id, field } = problem.subject
  switch (table) {
    case 'visits':
      return withField(`/visits/${id}/edit`, field)
    case 'enterprises':
      return withField(`/enterprises/${id}/edit`, field)
    case 'contacts':
      return withField(`/contacts/${id}/edit`, field)
    case 'demands':
    case 'commitments':
    case 'followUps':
      return `/promises?tab=${table}&open=${id}`
    case 'tripMembers':
      return withField(`/trips/${tripId}/edit`, 'members')
    case 'tripLegs':
      return withField(`/trips/${tripId}/edit`, 'legs')
    case 'trips':
      return tripPath(problem.code, tripId, field)
    default:
      return `/trips/${tripId}`
  }
}

function tripPath(code: ReportProblem['code'], tripId: string, field: string | null): string {
  switch (code) {
    case 'unsent-visits':
    case 'colleagues-not-synced':
      return '/sync'
    case 'photos-not-here':
    case 'too-many-photos':
      return `/trips/${tripId}`
    case 'no-visits':
      return `/visits/new?trip=${tripId}`
    default:
      return withField(`/trips/${tripId}/edit`, field)
  }
}

function withField(path: string, field: string | null): string {
  return field === null ? path : `${path}?field=${field}`
}
