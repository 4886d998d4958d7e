const barWidth = 4;
const height = 18;

// Counts over time as small bars. Decoration: the numbers stand beside it.
export function Sparkline({ counts }: { counts: readonly number[] }) {
  const most = Math.max(1, ...counts);
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${counts.length * barWidth} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {counts.map((count, i) => {
        // One of a thousand must still be seen.
        const size = count === 0 ? 1 : Math.max(3, (height * count) / most);
        return (
          <rect
            key={i}
            class={count === 0 ? 'none' : ''}
            x={i * barWidth}
            y={height - size}
            width={barWidth - 1}
            height={size}
          />
        );
      })}
    </svg>
  );
}
