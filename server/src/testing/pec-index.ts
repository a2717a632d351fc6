// An index of providers in the format of RFC 6109, with invented data.

/** Main and secondary records, folded values, base64, a binary value, repeated attributes: six domains, two providers. */
export const rfcIndex = `dn: o=postacert
objectclass: top
objectclass: organization
objectClass: LDIFLocationURLObject
o: postacert
LDIFLocationURL: https://igpec.example.test/igpec.ldif.p7m

dn: providerName=Gestore Prova S.p.A.,o=postacert
objectclass: top
objectclass: provider
providerName: Gestore Prova S.p.A.
providerCertificateHash:
 0123456789ABCDEF0123456789ABCDEF01234567
providerCertificate;binary::
 MIIBszCCARygAwIBAgIBADANBgkqhkiG9w0BAQUFADAeMRwwGgYDVQQDExNHZXN0b3JlIFByb3Zh
 IFMucC5BLjAeFw0wNjA0MjQwOTA0MjFaFw0wNzA0MjQwOTA0MjFaMB4xHDAaBgNVBAMTE0dlc3Rv
mailReceipt: presaincarico@gestoreprova.test
LDIFLocationURL: https://gestoreprova.test/record.ldif.p7m
managedDomains: pec.gestoreprova.test
managedDomains: PEC.Cliente.Test
managedDomains: pec.molto-
 lungo.test
managedDomains:: cGVjLWNpdHTDoC50ZXN0
description: record di prova

dn: providerUnit=Secondo Ambiente,providerName=Gestore Prova S.p.A.,
 o=postacert
objectclass: top
objectclass: provider
providerName: Gestore Prova S.p.A.
providerUnit: Secondo Ambiente
providerCertificateHash:
 7E7AEF1059AE0F454F2643A95F69EC3556009239
mailReceipt: presaincarico@secondario.gestoreprova.test
managedDomains: secondario.gestoreprova.test
managedDomains: pec.cliente.test

dn: providerName=Posta\\, Certa & C.,o=postacert
objectclass: top
objectclass: provider
providerName: Posta, Certa & C.
mailReceipt: presaincarico@altro.test
managedDomains: pec.altro.test.
`
