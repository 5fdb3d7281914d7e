import { useParams } from 'react-router'
import { EnterpriseDetail } from './EnterpriseDetail.tsx'

/** The enterprise of the address, beside the list. */
export function EnterpriseDetailScreen() {
  const { id = '' } = useParams()
  return <EnterpriseDetail key={id} id={id} />
}
