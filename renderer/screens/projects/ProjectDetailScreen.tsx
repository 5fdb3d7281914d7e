import { useParams } from 'react-router'
import { ProjectDetail } from './ProjectDetail.tsx'

/** The project of the address, beside the list. */
export function ProjectDetailScreen() {
  const { id = '' } = useParams()
  return <ProjectDetail key={id} id={id} />
}
