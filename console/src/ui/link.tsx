// Mantine's anchors, buttons and menu entries as links of the router, which knows every address and its parameters.
import { Anchor, Button, NavLink } from '@mantine/core'
import type { AnchorProps, ButtonProps, NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

type AsAnchor<Props> = Props & Omit<ComponentPropsWithRef<'a'>, keyof Props | 'href'>

export const AnchorLink = createLink((props: AsAnchor<AnchorProps>) => <Anchor {...props} />)
export const ButtonLink = createLink((props: AsAnchor<ButtonProps>) => <Button component="a" {...props} />)
export const NavEntry = createLink((props: AsAnchor<NavLinkProps>) => <NavLink {...props} />)
