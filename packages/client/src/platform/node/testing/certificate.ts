/**
 * A self-signed certificate for `localhost` and 127.0.0.1, for tests only: nobody trusts it unless a test says so. Made with
 * `openssl req -new -x509 -days 36500 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1`.
 */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUVuAhoE8fp6qyCXo6E2z/cAXhnOcwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMDA5MDE0MFoYDzIxMjYxMDI3
MDkwMTQwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQzAvA8h4d7BAAjle7gf+JFxqf+ZHssutEaDjn7Km69novpiv9r+K5R
JFaZ5gLk1TY5766Q92kspUYGJUG3uWapo28wbTAdBgNVHQ4EFgQU969SGDmeR9iP
9bTAyiwCG1Uuvm4wHwYDVR0jBBgwFoAU969SGDmeR9iP9bTAyiwCG1Uuvm4wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAN/ranu5Hxo1ZFi8UOhy0n1FNCObAABZ+txH37F8AhUnAiEA
2g/2gVkfW/IMRSMlP4WiO2mAvEfjV70kA8+VTeOVqXg=
-----END CERTIFICATE-----
`;

export const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgImGIR12GdoDTQpCp
cULAKsxecNfQXEm2WSxcEja5iwihRANCAAQzAvA8h4d7BAAjle7gf+JFxqf+ZHss
utEaDjn7Km69novpiv9r+K5RJFaZ5gLk1TY5766Q92kspUYGJUG3uWap
-----END PRIVATE KEY-----
`;
