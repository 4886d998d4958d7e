import type { Fault } from '../api/types';
import { VisibleText } from './VisibleText';

// What is wrong, why, and what to do about it, one after the other.
export function FaultList({ faults }: { faults: Fault[] }) {
  return (
    <ul class="form-faults">
      {faults.map((fault, i) => (
        <li key={i}>
          <strong>
            <VisibleText text={fault.title} />
          </strong>
          <p>
            <VisibleText text={fault.cause} />
          </p>
          <ul>
            {fault.fix.map((step) => (
              <li key={step}>
                <VisibleText text={step} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
