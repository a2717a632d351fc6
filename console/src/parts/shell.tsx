// The frame of an area: header, menu, and the page.
import { ActionIcon, AppShell, Badge, Burger, Button, Group, Menu, Text, useMantineColorScheme } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { IconProps } from '../ui/icon.tsx'
import { IconLogout, IconMoon, IconShieldLock, IconSun, IconSunMoon, IconUserCircle } from '../generated/icons.ts'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { ComponentType } from 'react'
import { common } from '../texts/common.ts'
import { useLanguage, useTexts } from '../texts/language.tsx'
import { NavEntry } from '../ui/link.tsx'
import { useArea } from './api.ts'
import { useSession, useSignOut } from './session.ts'

export interface MenuEntry {
  to: NonNullable<LinkProps['to']>
  label: string
  Icon: ComponentType<IconProps>
}

/** Frames the pages of an area. After each change of page the focus is at its beginning. */
export function Shell({ entries }: { entries: readonly MenuEntry[] }) {
  const t = useTexts(common)
  const [isOpen, menu] = useDisclosure()
  const { pathname } = useLocation()
  const main = useFocusOnChange(pathname, menu.close)
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <a className="skip-link" href="#content">
        {t.toContent}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={menu.toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? t.closeMenu : t.openMenu}
            />
            <img src="/console/seal.svg" alt="" width={26} height={26} />
            <Text fw={650} size="md" visibleFrom="xs">
              {t.product}
            </Text>
            <ModeBadge />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <LanguageSwitch />
            <ColourSwitch />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t.navigation}>
        {entries.map(({ to, label, Icon }) => (
          <NavEntry
            key={to}
            to={to}
            activeOptions={{ exact: true }}
            label={label}
            leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
            active={isWithin(pathname, to)}
            {...(isWithin(pathname, to) && { 'aria-current': 'page' as const })}
          />
        ))}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} ref={main}>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}

/** The first entry of an area is its home, and active there alone or with the pages of its own things. */
function isWithin(pathname: string, to: string): boolean {
  const path = pathname.replace(/^\/console/, '') || '/'
  if (to === '/') return path === '/' || path.startsWith('/mailboxes')
  if (to === '/operator') return /^\/operator\/?$/.test(path) || path.startsWith('/operator/queue')
  return path.startsWith(to)
}

function useFocusOnChange(pathname: string, closeMenu: () => void) {
  const main = useRef<HTMLElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    closeMenu()
    main.current?.focus({ preventScroll: true })
  }, [pathname, closeMenu])
  return main
}

function ModeBadge() {
  const t = useTexts(common)
  return useSession()?.mode === 'sandbox' ? (
    <Badge variant="outline" color="teal" c="var(--mantine-color-text)" size="sm">
      {t.sandbox}
    </Badge>
  ) : null
}

/** Italian or English. */
export function LanguageSwitch() {
  const { language, choose } = useLanguage()
  const other = language === 'it' ? 'en' : 'it'
  return (
    <Button variant="subtle" color="gray" size="compact-sm" lang={other} onClick={() => choose(other)}>
      {other === 'it' ? 'Italiano' : 'English'}
    </Button>
  )
}

const schemes = ['auto', 'light', 'dark'] as const

/** Light, dark, or as the system has it. */
export function ColourSwitch() {
  const t = useTexts(common)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const names = { auto: t.automatic, light: t.light, dark: t.dark }
  const Icon = { auto: IconSunMoon, light: IconSun, dark: IconMoon }[colorScheme]
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`${t.colours}: ${names[colorScheme]}`}>
          <Icon size={18} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map((scheme) => (
          <Menu.Item key={scheme} onClick={() => setColorScheme(scheme)}>
            {names[scheme]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function PersonMenu() {
  const t = useTexts(common)
  const area = useArea()
  const session = useSession()
  const signOut = useSignOut()
  const navigate = useNavigate()
  const name = nameIn(session)
  const leave = async () => {
    await signOut()
    await navigate({ to: '/sign-in', search: area === 'operator' ? { area } : {} })
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={t.signedInAs(name)}>
          <IconUserCircle size={20} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name}</Menu.Label>
        <Menu.Item
          component={Link}
          to={area === 'account' ? '/security' : '/operator/security'}
          leftSection={<IconShieldLock size={16} aria-hidden />}
        >
          {t.mySecurity}
        </Menu.Item>
        <Menu.Item component="a" href="/docs">
          {t.documentation}
        </Menu.Item>
        <Menu.Item component={Link} to={area === 'account' ? '/operator' : '/'}>
          {area === 'account' ? t.operatorArea : t.customerArea}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          {t.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function nameIn(session: ReturnType<typeof useSession>): string {
  const person = session?.member ?? session?.operator
  return person?.name || person?.email || session?.account?.email || ''
}
