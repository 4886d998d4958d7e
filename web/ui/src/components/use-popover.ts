import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Popover {
  open: boolean;
  setOpen(open: boolean): void;
  area: RefObject<HTMLDivElement>; // holds the button and what it opens
  button: RefObject<HTMLButtonElement>;
  onKeyDown(event: KeyboardEvent): void; // of the area
}

// Something that a button opens, and that a click elsewhere or Escape closes.
export function usePopover(): Popover {
  const [open, setOpen] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const onPointerDown = (event: PointerEvent): void => {
      if (event.target instanceof Node && area.current?.contains(event.target) !== true) {
        setOpen(false);
      }
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, [open]);
  return {
    open,
    setOpen,
    area,
    button,
    onKeyDown(event) {
      if (event.key !== 'Escape' || !open) return;
      event.preventDefault();
      setOpen(false);
      button.current?.focus();
    },
  };
}
