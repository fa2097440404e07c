/**
 * A root that signed nothing, and never will: its key was thrown away. Whoever chooses it as the
 * authority of a server sees what a certificate is for. Valid until 2126.
 */
export const otherRoot = `-----BEGIN CERTIFICATE-----
MIIBoTCCAUigAwIBAgIBATAKBggqhkjOPQQDAjA2MTQwMgYDVQQDEytBbm90aGVy
IHJvb3QgKE9BdXRoIExhYjogaXQgc2lnbmVkIG5vdGhpbmcpMCAXDTI2MDEwMTAw
MDAwMFoYDzIxMjYwMTAxMDAwMDAwWjA2MTQwMgYDVQQDEytBbm90aGVyIHJvb3Qg
KE9BdXRoIExhYjogaXQgc2lnbmVkIG5vdGhpbmcpMFkwEwYHKoZIzj0CAQYIKoZI
zj0DAQcDQgAE7+CtQQ83OPXE5yzYCVVkjfuIpSr1upJpu3xPoQQBxkhDcB4dU0sT
T8Cn3Y067qX0FxWE+qhBlrPFEWSwj8P60KNFMEMwEgYDVR0TAQH/BAgwBgEB/wIB
ADAOBgNVHQ8BAf8EBAMCAQYwHQYDVR0OBBYEFBxNcSDmXA4WzRwi4iZdbEQZ2UMW
MAoGCCqGSM49BAMCA0cAMEQCIHx5lTV2e88nl1oJomUbWPC+aKmw7d8Cvk35eBBl
lw/dAiA/IgkSiB3GfmO3S2ylW2iQoQZX3MF7lJAdLBmM13lBtw==
-----END CERTIFICATE-----
`
