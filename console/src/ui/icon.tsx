import type { CSSProperties } from 'react'

export interface IconProps {
  /** Of the square, in px. */
  size?: number
  /** Width of the line where the square is 24 px. */
  stroke?: number
  color?: string
  style?: CSSProperties
  'aria-hidden'?: boolean
}

/** A component that draws a line on a square of 24; icons of it are in `generated/icons.ts`. */
export const icon = (line: string) =>
  function Icon({ size = 24, stroke = 2, color = 'currentColor', ...rest }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke={color}
        strokeWidth={stroke}
        strokeLinecap="round"
        strokeLinejoin="round"
        {...rest}
      >
        <path d={line} />
      </svg>
    )
  }
